# sparseconv_precompile(TARGET [REUSE_FROM OTHER]): has the headers of Kokkos, which are most of what a
# file takes to compile, read once for all sources of a target, or for those of another one as well.
# Compilers for devices do not precompile headers.
function(sparseconv_precompile target)
  if(Kokkos_DEVICES MATCHES "CUDA|HIP|SYCL")
    return()
  endif()
  if(ARGN AND CMAKE_POSITION_INDEPENDENT_CODE)
    return()  # libraries and programs are compiled differently then
  elseif(ARGN)
    target_precompile_headers(${target} ${ARGN})
  else()
    target_precompile_headers(${target} PRIVATE <KokkosSparse_CrsMatrix.hpp>)
  endif()
endfunction()
