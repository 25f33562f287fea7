# Sets up what the whole build would have set up: Kokkos, and then the library.
#
# SparseConv_PYTHON_LEVELS: the levels of x86-64 (v2, v3, v4: see the psABI) for which the module is
# compiled; v4 comes with VBMI2, as _native.py says. The default is the level of this machine. Several
# levels make a wheel for all machines, which chooses the best module for the processor at import.
# There is no choice if Kokkos itself says for which processor to compile.
option(BUILD_SHARED_LIBS "Build shared libraries" OFF)
if(NOT CMAKE_BUILD_TYPE)
  set(CMAKE_BUILD_TYPE Release)
endif()
set(CMAKE_CXX_STANDARD 17)
set(CMAKE_POSITION_INDEPENDENT_CODE ON)

# The checkout that contains this folder, or the part of it that the sdist contains.
find_path(sparseconv_source spack/dependencies.sh NO_DEFAULT_PATH NO_CACHE
  PATHS ${CMAKE_CURRENT_SOURCE_DIR}/library ${CMAKE_CURRENT_SOURCE_DIR}/../..)

# Takes the Kokkos that CMake finds, or else has our own built once for all processors.
list(APPEND CMAKE_MODULE_PATH ${sparseconv_source}/src/cmake)
find_package(Kokkos 4.5 QUIET)
find_package(KokkosKernels 4.5 QUIET)
if(NOT Kokkos_FOUND OR NOT KokkosKernels_FOUND)
  message(STATUS "CMake finds no Kokkos with Kokkos Kernels: taking our own")
  execute_process(COMMAND ${sparseconv_source}/spack/dependencies.sh --portable
      -DCMAKE_CXX_COMPILER=${CMAKE_CXX_COMPILER}
    OUTPUT_VARIABLE found RESULT_VARIABLE failed)
  if(failed)
    message(FATAL_ERROR "There is no Kokkos, and it could not be built: see above. Where Kokkos and "
      "Kokkos Kernels, 4.5 or newer, are installed, name their prefix in CMAKE_PREFIX_PATH.")
  endif()
  string(REGEX MATCHALL "[^\n]*Kokkos[A-Za-z]*_DIR=[^\n]*" found "${found}")
  foreach(definition IN LISTS found)
    string(REGEX MATCH "-D(.*)=(.*)" matched "${definition}")
    set(${CMAKE_MATCH_1} ${CMAKE_MATCH_2})
  endforeach()
  find_package(Kokkos 4.5 REQUIRED)
  find_package(KokkosKernels 4.5 REQUIRED)
endif()

get_target_property(kokkos_options Kokkos::kokkoscore INTERFACE_COMPILE_OPTIONS)
if(kokkos_options MATCHES "-(march|mcpu)=|-xHost|-tp")
  if(SparseConv_PYTHON_LEVELS)
    message(FATAL_ERROR "The Kokkos in ${Kokkos_DIR} has all that link it compiled for one "
      "processor (${kokkos_options}): take another for SparseConv_PYTHON_LEVELS.")
  endif()
  message(WARNING "The module is compiled for one processor, as the Kokkos in ${Kokkos_DIR} has it "
    "(${kokkos_options}): a wheel of it is for machines like this one only.")
elseif(NOT DEFINED SparseConv_PYTHON_LEVELS AND CMAKE_SYSTEM_PROCESSOR STREQUAL x86_64)
  execute_process(COMMAND ${CMAKE_CXX_COMPILER} -march=native -dM -E -x c++ /dev/null
    OUTPUT_VARIABLE macros)
  set(SparseConv_PYTHON_LEVELS v2)
  if(macros MATCHES __AVX2__ AND macros MATCHES __BMI2__ AND macros MATCHES __FMA__)
    set(SparseConv_PYTHON_LEVELS v3)
  endif()
  if(macros MATCHES __AVX512BW__ AND macros MATCHES __AVX512VL__ AND macros MATCHES __AVX512DQ__
      AND macros MATCHES __AVX512VBMI2__)
    set(SparseConv_PYTHON_LEVELS v4)
  endif()
endif()

if(NOT SparseConv_PYTHON_LEVELS MATCHES ";")
  if(SparseConv_PYTHON_LEVELS)
    message(STATUS "Compiling for x86-64-${SparseConv_PYTHON_LEVELS}")
    add_compile_options(-march=x86-64-${SparseConv_PYTHON_LEVELS})
    if(SparseConv_PYTHON_LEVELS STREQUAL v4)
      add_compile_options(-mavx512vbmi -mavx512vbmi2)
    endif()
  endif()
  if(SparseConv_DIR)
    find_package(SparseConv REQUIRED)
  else()
    set(SparseConv_ENABLE_SERIAL OFF)  # OpenMP with one thread serves as well
    set(HDF5_PREFER_PARALLEL OFF)  # it would bring MPI
    find_package(HDF5 MODULE QUIET COMPONENTS C)
    find_package(nlohmann_json 3.9 QUIET)
    set(SparseConv_ENABLE_IO ${HDF5_FOUND})
    set(SparseConv_ENABLE_JOB OFF)
    if(HDF5_FOUND AND nlohmann_json_FOUND)
      set(SparseConv_ENABLE_JOB ON)
    endif()
    foreach(part IN ITEMS CLI MPI TESTS PERF PYTHON)
      set(SparseConv_ENABLE_${part} OFF)
    endforeach()
    add_subdirectory(${sparseconv_source} library EXCLUDE_FROM_ALL)
  endif()
endif()
