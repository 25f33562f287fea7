# sparseconv_optional_library(TARGET NAME HEADER LIBRARY [SUFFIX]): links a library that a target
# can do without, and defines SPARSECONV_HAVE_NAME, where it is found. NAME_LIBRARY=OFF leaves it
# out. The installed package looks for it again.
function(sparseconv_optional_library target name header library)
  find_path(${name}_INCLUDE_DIR ${header} PATH_SUFFIXES ${ARGN})
  find_library(${name}_LIBRARY ${library})
  mark_as_advanced(${name}_INCLUDE_DIR ${name}_LIBRARY)
  if(${name}_INCLUDE_DIR AND ${name}_LIBRARY)
    target_include_directories(${target} PRIVATE ${${name}_INCLUDE_DIR})
    target_link_libraries(${target} PRIVATE
      $<BUILD_INTERFACE:${${name}_LIBRARY}> $<INSTALL_INTERFACE:SparseConv::${library}>)
    get_filename_component(folder ${${name}_LIBRARY} DIRECTORY)
    set_property(TARGET sparseconv_all APPEND PROPERTY SPARSECONV_LIBRARIES ${library})
    set_property(TARGET sparseconv_all APPEND PROPERTY SPARSECONV_LIBRARY_FOLDERS ${folder})
    target_compile_definitions(${target} PRIVATE SPARSECONV_HAVE_${name})
    message(STATUS "Found ${name}: ${${name}_LIBRARY}")
  else()
    message(STATUS "${name} is left out: there is no ${library}")
  endif()
endfunction()
