# Builds a module for each level, each in a build of this project by itself.
include(ExternalProject)

set(definitions)
foreach(name IN ITEMS CMAKE_BUILD_TYPE CMAKE_CXX_COMPILER CMAKE_CXX_COMPILER_LAUNCHER CMAKE_PREFIX_PATH
    HDF5_ROOT HDF5_USE_STATIC_LIBRARIES Kokkos_DIR KokkosKernels_DIR Python_EXECUTABLE
    Python_INCLUDE_DIR SKBUILD SKBUILD_SABI_COMPONENT SKBUILD_SABI_VERSION)
  if(DEFINED ${name})
    list(APPEND definitions "-D${name}:STRING=${${name}}")
  endif()
endforeach()
foreach(level IN LISTS SparseConv_PYTHON_LEVELS)
  set(previous ${target})
  set(target sparseconv_python_${level})
  ExternalProject_Add(${target}
    SOURCE_DIR ${CMAKE_CURRENT_SOURCE_DIR}
    BINARY_DIR ${CMAKE_CURRENT_BINARY_DIR}/${level}
    CMAKE_CACHE_ARGS ${definitions}
      "-DCMAKE_INSTALL_PREFIX:PATH=${CMAKE_CURRENT_BINARY_DIR}/modules"
      -DSparseConv_PYTHON_LEVELS:STRING=${level}
    INSTALL_COMMAND ${CMAKE_COMMAND} --install . --component python
    DEPENDS ${previous}  # each uses all processors
    BUILD_ALWAYS ON USES_TERMINAL_BUILD ON)
endforeach()
install(DIRECTORY ${CMAKE_CURRENT_BINARY_DIR}/modules/sparseconv DESTINATION . COMPONENT python)
