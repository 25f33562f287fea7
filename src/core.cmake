include(instantiate)

sparseconv_library(core
  batch/Filter.cpp
  batch/Shape.cpp
  batch/memory.cpp
  methods/Method.cpp
  rows/divide.cpp
  rows/work.cpp)
target_link_libraries(sparseconv_core PUBLIC Kokkos::kokkos Kokkos::kokkoskernels)
# Compilers for devices neither precompile headers nor link what this option makes of them.
if(NOT Kokkos_DEVICES MATCHES "CUDA|HIP|SYCL")
  # The headers of Kokkos are most of what a file takes to compile.
  target_precompile_headers(sparseconv_core PRIVATE <KokkosSparse_CrsMatrix.hpp>)
  # For loops that are marked as vector instructions, also where Kokkos does not use OpenMP.
  target_compile_options(sparseconv_core PRIVATE
    $<$<COMPILE_LANG_AND_ID:CXX,GNU,Clang,AppleClang,IntelLLVM>:-fopenmp-simd>)
endif()

# A method is a header of the name of its folder.
file(GLOB folders CONFIGURE_DEPENDS RELATIVE ${CMAKE_CURRENT_SOURCE_DIR} methods/*/)
set(methods)
foreach(folder IN LISTS folders)
  if(IS_DIRECTORY ${CMAKE_CURRENT_SOURCE_DIR}/${folder})
    get_filename_component(name ${folder} NAME)
    list(APPEND methods ${folder}/${name}.hpp)
  endif()
endforeach()
sparseconv_instantiate(sparseconv_core
  ${methods}
  batch/sort_and_merge.inst.hpp
  batch/validate.inst.hpp
  plan/Plan.hpp)
