# sparseconv_instantiate(TARGET HEADER...): for each header, each execution space of Kokkos and each
# type of values a source file that instantiates the templates of the header for all types of
# columns. A header names them in its macro SPARSECONV_INSTANTIATE(Scalar, Ordinal, ExecutionSpace).
set(sparseconv_instantiate_template ${CMAKE_CURRENT_LIST_DIR}/instantiate.cpp.in)

set(sparseconv_space_OPENMP Kokkos::OpenMP)
set(sparseconv_space_SERIAL Kokkos::Serial)
set(sparseconv_space_THREADS Kokkos::Threads)
set(sparseconv_space_CUDA Kokkos::Cuda)
set(sparseconv_space_HIP Kokkos::HIP)

function(sparseconv_instantiate target)
  foreach(header IN LISTS ARGN)
    foreach(device IN LISTS Kokkos_DEVICES)
      foreach(scalar IN ITEMS float double)
        if(DEFINED sparseconv_space_${device})
          set(space ${sparseconv_space_${device}})
          string(TOLOWER ${device} suffix)
          string(REPLACE ".hpp" "_${suffix}_${scalar}.cpp" source ${header})
          configure_file(${sparseconv_instantiate_template} ${source} @ONLY)
          target_sources(${target} PRIVATE ${CMAKE_CURRENT_BINARY_DIR}/${source})
        endif()
      endforeach()
    endforeach()
  endforeach()
endfunction()
