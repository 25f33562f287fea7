# sparseconv_library(COMPONENT SOURCES...): the library of a component, to be linked as
# SparseConv::COMPONENT, here and where it is installed.
function(sparseconv_library component)
  set(target sparseconv_${component})
  add_library(${target} ${ARGN})
  add_library(SparseConv::${component} ALIAS ${target})
  target_include_directories(${target}
    PUBLIC $<BUILD_INTERFACE:${PROJECT_SOURCE_DIR}/include>
           $<INSTALL_INTERFACE:${CMAKE_INSTALL_INCLUDEDIR}>
    PRIVATE ${PROJECT_SOURCE_DIR}/src)
  target_compile_features(${target} PUBLIC cxx_std_17)
  if(component STREQUAL core)
    sparseconv_precompile(${target})
  else()
    sparseconv_precompile(${target} REUSE_FROM sparseconv_core)
  endif()
  # In a project that has this one as a subdirectory, and no build type.
  if(NOT CMAKE_BUILD_TYPE AND NOT CMAKE_CONFIGURATION_TYPES)
    target_compile_options(${target} PRIVATE -O3)
  endif()
  set_target_properties(${target} PROPERTIES
    EXPORT_NAME ${component} POSITION_INDEPENDENT_CODE ON
    VERSION ${PROJECT_VERSION} SOVERSION ${PROJECT_VERSION_MAJOR})
  target_link_libraries(sparseconv_all INTERFACE ${target})
  set_property(TARGET sparseconv_all APPEND PROPERTY SPARSECONV_COMPONENTS ${component})
  if(SparseConv_INSTALL)
    install(TARGETS ${target} EXPORT SparseConv-${component})
    install(EXPORT SparseConv-${component}
      NAMESPACE SparseConv:: DESTINATION ${sparseconv_cmake_folder})
  endif()
endfunction()
