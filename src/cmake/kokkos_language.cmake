# sparseconv_enable_kokkos_language() enables the language for which Kokkos was built, and for a GPU
# compiles as Kokkos was compiled, which Kokkos's targets do not tell. A macro, as languages are
# enabled in the caller's scope.
macro(sparseconv_enable_kokkos_language)
  if(Kokkos_COMPILE_LANGUAGE)
    if(Kokkos_CUDA_ARCHITECTURES AND NOT CMAKE_CUDA_ARCHITECTURES)
      set(CMAKE_CUDA_ARCHITECTURES ${Kokkos_CUDA_ARCHITECTURES})
    endif()
    enable_language(${Kokkos_COMPILE_LANGUAGE})
  endif()
endmacro()

# sparseconv_use_kokkos_language(DIRECTORY): compiles every source of the targets below a directory
# as the language for which Kokkos was built (Kokkos_ENABLE_COMPILE_AS_CMAKE_LANGUAGE), since the
# headers of Kokkos compile as no other. Of a Kokkos for C++ there is nothing to do.
function(sparseconv_use_kokkos_language directory)
  if(NOT Kokkos_COMPILE_LANGUAGE OR Kokkos_COMPILE_LANGUAGE STREQUAL CXX)
    return()
  endif()
  get_property(targets DIRECTORY ${directory} PROPERTY BUILDSYSTEM_TARGETS)
  foreach(target IN LISTS targets)
    get_target_property(sources ${target} SOURCES)
    get_target_property(folder ${target} SOURCE_DIR)
    list(FILTER sources EXCLUDE REGEX "\\.(h|hpp)$")  # with a language they would be compiled
    list(TRANSFORM sources PREPEND ${folder}/ REGEX "^[^/]")
    if(sources)
      set_source_files_properties(${sources} TARGET_DIRECTORY ${target}
        PROPERTIES LANGUAGE ${Kokkos_COMPILE_LANGUAGE})
    endif()
  endforeach()
  get_property(subdirectories DIRECTORY ${directory} PROPERTY SUBDIRECTORIES)
  foreach(subdirectory IN LISTS subdirectories)
    sparseconv_use_kokkos_language(${subdirectory})
  endforeach()
endfunction()
