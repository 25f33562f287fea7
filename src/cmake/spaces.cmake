# SparseConv_SPACES: the execution spaces that everything is built for, those of devices first. The
# header built_spaces.hpp in sparseconv_spaces_folder lists them. For checks that only compile,
# SparseConv_DEVICES may name some of Kokkos_DEVICES beforehand.
set(devices ${SparseConv_DEVICES})
if(NOT devices)
  set(devices ${Kokkos_DEVICES})
  if(NOT SparseConv_ENABLE_SERIAL AND ("OPENMP" IN_LIST devices OR "THREADS" IN_LIST devices))
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

if(NOT SparseConv_SPACES)
  message(FATAL_ERROR "This Kokkos is for ${Kokkos_DEVICES}: SparseConv needs one for CUDA, HIP, "
    "OPENMP, THREADS or SERIAL.")
endif()

# A header, as nvcc does not take a definition with a comma.
set(sparseconv_spaces_folder ${CMAKE_CURRENT_BINARY_DIR}/spaces)
list(JOIN SparseConv_SPACES ", " spaces)
configure_file(${CMAKE_CURRENT_LIST_DIR}/built_spaces.hpp.in
  ${sparseconv_spaces_folder}/built_spaces.hpp @ONLY)
