# SparseConv_SPACES: the execution spaces that everything is built for, those of devices first. For
# checks that only compile, SparseConv_DEVICES may name some of Kokkos_DEVICES beforehand.
set(devices ${SparseConv_DEVICES})
if(NOT devices)
  set(devices ${Kokkos_DEVICES})
  if(NOT SparseConv_ENABLE_SERIAL AND devices MATCHES "OPENMP|THREADS")
    list(REMOVE_ITEM devices SERIAL)
  endif()
endif()

set(SparseConv_SPACES)
foreach(space IN ITEMS Cuda HIP OpenMP Threads Serial)
  string(TOUPPER ${space} device)
  if(device IN_LIST devices)
    list(APPEND SparseConv_SPACES Kokkos::${space})
  endif()
endforeach()

# sparseconv_define_spaces(TARGET SCOPE): tells the sources of a target all spaces, as the arguments
# of a template.
function(sparseconv_define_spaces target scope)
  list(JOIN SparseConv_SPACES "," spaces)
  target_compile_definitions(${target} ${scope} "SPARSECONV_SPACES=${spaces}")
endfunction()
