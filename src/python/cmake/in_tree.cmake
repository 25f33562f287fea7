# Puts the whole package into the build tree, for tests, and says where it is installed.
set(package ${PROJECT_BINARY_DIR}/python/sparseconv)
file(GLOB sources CONFIGURE_DEPENDS
  ${CMAKE_CURRENT_SOURCE_DIR}/sparseconv/*.py
  ${CMAKE_CURRENT_SOURCE_DIR}/sparseconv/*.pyi
  ${CMAKE_CURRENT_SOURCE_DIR}/sparseconv/py.typed)
foreach(source IN LISTS sources)
  get_filename_component(name ${source} NAME)
  configure_file(${source} ${package}/${name} COPYONLY)
endforeach()
set_target_properties(sparseconv_python PROPERTIES LIBRARY_OUTPUT_DIRECTORY ${package})

set(SparseConv_PYTHON_FOLDER "${CMAKE_INSTALL_LIBDIR}/python/site-packages" CACHE STRING
  "Folder of the installed Python module, below the prefix or absolute")
# It finds shared libraries wherever the prefix is moved to.
if(NOT IS_ABSOLUTE "${SparseConv_PYTHON_FOLDER}")
  file(RELATIVE_PATH libraries "/${SparseConv_PYTHON_FOLDER}/sparseconv" "/${CMAKE_INSTALL_LIBDIR}")
  set_property(TARGET sparseconv_python APPEND PROPERTY INSTALL_RPATH "$ORIGIN/${libraries}")
endif()
install(TARGETS sparseconv_python LIBRARY DESTINATION ${SparseConv_PYTHON_FOLDER}/sparseconv)
install(FILES ${sources} DESTINATION ${SparseConv_PYTHON_FOLDER}/sparseconv)
