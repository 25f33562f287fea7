include(instantiate)

sparseconv_library(core
  batch/Filter.cpp
  batch/Shape.cpp
  methods/Method.cpp)
target_link_libraries(sparseconv_core PUBLIC Kokkos::kokkos Kokkos::kokkoskernels)
# For loops that are marked as vector instructions, also where Kokkos does not use OpenMP.
target_compile_options(sparseconv_core PRIVATE
  $<$<COMPILE_LANG_AND_ID:CXX,GNU,Clang,AppleClang,IntelLLVM>:-fopenmp-simd>)
# The headers of Kokkos are most of what a file takes to compile. CMake precompiles them for C++.
if(NOT Kokkos_COMPILE_LANGUAGE OR Kokkos_COMPILE_LANGUAGE STREQUAL CXX)
  target_precompile_headers(sparseconv_core PRIVATE <KokkosSparse_CrsMatrix.hpp>)
endif()

# A method is a header of the name of its folder.
file(GLOB folders CONFIGURE_DEPENDS RELATIVE ${CMAKE_CURRENT_SOURCE_DIR} methods/*/)
foreach(folder IN LISTS folders)
  if(IS_DIRECTORY ${CMAKE_CURRENT_SOURCE_DIR}/${folder})
    get_filename_component(name ${folder} NAME)
    sparseconv_instantiate(sparseconv_core ${folder}/${name}.hpp)
  endif()
endforeach()
sparseconv_instantiate(sparseconv_core
  batch/sort_and_merge.hpp
  batch/validate.hpp
  plan/Plan.hpp)
