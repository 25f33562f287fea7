# What is installed besides the libraries and the program: the headers of the components that are
# built, and the package that find_package(SparseConv) finds.
include(CMakePackageConfigHelpers)

get_target_property(components sparseconv_all SPARSECONV_COMPONENTS)
list(JOIN components " " components_text)

set(headers_left_out)
foreach(component IN ITEMS mpi io job)
  if(NOT component IN_LIST components)
    list(APPEND headers_left_out PATTERN SparseConv/${component} EXCLUDE
      PATTERN SparseConv/${component}.hpp EXCLUDE)
  endif()
endforeach()
if(NOT "mpi" IN_LIST components)
  list(APPEND headers_left_out PATTERN SparseConv/job/mpi.hpp EXCLUDE)
endif()
install(DIRECTORY ${PROJECT_SOURCE_DIR}/include/ DESTINATION ${CMAKE_INSTALL_INCLUDEDIR}
  ${headers_left_out})

get_property(libraries TARGET sparseconv_all PROPERTY SPARSECONV_LIBRARIES)
get_property(library_folders TARGET sparseconv_all PROPERTY SPARSECONV_LIBRARY_FOLDERS)
list(REMOVE_DUPLICATES library_folders)
configure_package_config_file(${CMAKE_CURRENT_LIST_DIR}/SparseConvConfig.cmake.in
  SparseConvConfig.cmake INSTALL_DESTINATION ${sparseconv_cmake_folder}
  NO_SET_AND_CHECK_MACRO NO_CHECK_REQUIRED_COMPONENTS_MACRO)
write_basic_package_version_file(SparseConvConfigVersion.cmake COMPATIBILITY SameMajorVersion)
install(FILES
  ${CMAKE_CURRENT_BINARY_DIR}/SparseConvConfig.cmake
  ${CMAKE_CURRENT_BINARY_DIR}/SparseConvConfigVersion.cmake
  ${CMAKE_CURRENT_LIST_DIR}/FindKokkosKernels.cmake
  ${CMAKE_CURRENT_LIST_DIR}/kokkos_language.cmake
  DESTINATION ${sparseconv_cmake_folder})
install(FILES ${PROJECT_SOURCE_DIR}/LICENSE DESTINATION ${CMAKE_INSTALL_DATADIR}/licenses/SparseConv)
install(FILES ${PROJECT_SOURCE_DIR}/examples/files.md
  DESTINATION ${CMAKE_INSTALL_DOCDIR}/examples)  # messages name it
include(pkgconfig)
