# Finds Kokkos Kernels as its own package gives it or that of Trilinos, which Debian has too: that
# has no version and no target Kokkos::kokkoskernels.
set(sparseconv_others)
if(NOT TARGET KokkosKernels::all_libs)
  find_package(KokkosKernels CONFIG QUIET)  # of the version that is asked for
  if(NOT KokkosKernels_FOUND AND KokkosKernels_CONSIDERED_VERSIONS MATCHES "^unknown")
    # In a find module CMake takes over the version that was asked for, unless it does not know that
    # this is a module.
    unset(KokkosKernels_FIND_MODULE)
    list(GET KokkosKernels_CONSIDERED_CONFIGS 0 sparseconv_folder)
    get_filename_component(sparseconv_folder ${sparseconv_folder} DIRECTORY)
    find_package(KokkosKernels CONFIG QUIET PATHS ${sparseconv_folder} NO_DEFAULT_PATH)
  elseif(NOT KokkosKernels_FOUND AND KokkosKernels_CONSIDERED_CONFIGS)
    set(sparseconv_others "not taken, of version ${KokkosKernels_CONSIDERED_VERSIONS}: ")
    string(APPEND sparseconv_others "${KokkosKernels_CONSIDERED_CONFIGS}")
  endif()
endif()

if(NOT TARGET Kokkos::kokkoskernels AND TARGET KokkosKernels::all_libs)
  add_library(Kokkos::kokkoskernels INTERFACE IMPORTED)
  set_target_properties(Kokkos::kokkoskernels PROPERTIES
    INTERFACE_LINK_LIBRARIES KokkosKernels::all_libs)
endif()

if(NOT KokkosKernels_VERSION AND TARGET KokkosKernels::all_libs)
  set(sparseconv_folders)
  get_target_property(sparseconv_targets KokkosKernels::all_libs INTERFACE_LINK_LIBRARIES)
  foreach(target IN LISTS sparseconv_targets ITEMS KokkosKernels::all_libs)
    if(TARGET ${target})
      get_target_property(sparseconv_folder ${target} INTERFACE_INCLUDE_DIRECTORIES)
      list(APPEND sparseconv_folders ${sparseconv_folder})
    endif()
  endforeach()
  find_file(KokkosKernels_HEADER KokkosKernels_config.h PATHS ${sparseconv_folders}
    PATH_SUFFIXES trilinos)
  mark_as_advanced(KokkosKernels_HEADER)
  if(KokkosKernels_HEADER)
    foreach(part IN ITEMS MAJOR MINOR PATCH)
      file(STRINGS ${KokkosKernels_HEADER} sparseconv_line
        REGEX "define KOKKOSKERNELS_VERSION_${part} ")
      string(REGEX MATCH "[0-9]+$" KokkosKernels_VERSION_${part} "${sparseconv_line}")
      list(APPEND KokkosKernels_VERSION ${KokkosKernels_VERSION_${part}})
    endforeach()
    list(JOIN KokkosKernels_VERSION . KokkosKernels_VERSION)
  endif()
endif()

include(FindPackageHandleStandardArgs)
find_package_handle_standard_args(KokkosKernels
  REQUIRED_VARS KokkosKernels_DIR VERSION_VAR KokkosKernels_VERSION
  REASON_FAILURE_MESSAGE "${sparseconv_others}")
