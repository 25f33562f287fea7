include(instantiate)

sparseconv_library(core
  batch/Boundary.cpp
  batch/Filter.cpp
  batch/Normalize.cpp
  batch/Shape.cpp
  batch/described_filters.cpp
  batch/memory.cpp
  batch/named_filters.cpp
  methods/Method.cpp
  rows/Stages.cpp
  plan/check_options.cpp
  plan/expectations.cpp
  rows/divide.cpp
  rows/halo.cpp
  rows/work.cpp)
target_link_libraries(sparseconv_core PUBLIC Kokkos::kokkos Kokkos::kokkoskernels)

# A method is a folder with a header of its name, which is all that is to be known of it.
file(GLOB folders CONFIGURE_DEPENDS RELATIVE ${CMAKE_CURRENT_SOURCE_DIR} methods/*/)
foreach(folder IN LISTS folders)
  get_filename_component(name ${folder} NAME)
  if(EXISTS ${CMAKE_CURRENT_SOURCE_DIR}/${folder}/${name}.hpp)
    configure_file(methods/method.inst.hpp.in methods/${name}.inst.hpp @ONLY)
    list(APPEND methods methods/${name}.inst.hpp)
  endif()
endforeach()
target_include_directories(sparseconv_core PRIVATE ${CMAKE_CURRENT_BINARY_DIR})
list(REMOVE_ITEM methods methods/direct.inst.hpp)
sparseconv_instantiate(sparseconv_core methods/direct methods/direct.inst.hpp)
sparseconv_instantiate(sparseconv_core methods/others ${methods})
sparseconv_instantiate(sparseconv_core plan/plan
  batch/postprocess.inst.hpp
  batch/projection.inst.hpp
  batch/sort_and_merge.inst.hpp
  batch/validate.inst.hpp
  plan/Plan.inst.hpp
  plan/expectations.inst.hpp)
