include(instantiate)

sparseconv_library(core
  batch/Filter.cpp
  batch/Shape.cpp
  methods/Method.cpp)
target_link_libraries(sparseconv_core PUBLIC Kokkos::kokkos Kokkos::kokkoskernels)
sparseconv_instantiate(sparseconv_core
  batch/sort_and_merge.hpp
  batch/validate.hpp
  methods/direct/direct.hpp
  plan/Plan.hpp)
