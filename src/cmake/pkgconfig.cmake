# Installs sparseconv.pc, for those who build without CMake: how to compile and link a program that
# uses the component core.
if(Kokkos_COMPILE_LANGUAGE AND NOT Kokkos_COMPILE_LANGUAGE STREQUAL CXX)
  return()  # the compilers of devices take other flags, which Kokkos tells to CMake alone
endif()

set(libraries)
set(includes)
set(standard ${CMAKE_CXX_STANDARD})
if(Kokkos_CXX_STANDARD GREATER standard)
  set(standard ${Kokkos_CXX_STANDARD})
endif()
set(flags -std=c++${standard})
set(targets Kokkos::kokkoskernels)
if(TARGET KokkosKernels::all_libs)  # Trilinos', behind Kokkos::kokkoskernels
  get_target_property(names KokkosKernels::all_libs INTERFACE_LINK_LIBRARIES)
  list(APPEND targets ${names})
  list(FILTER targets INCLUDE REGEX "^Kokkos.*kernels$")
endif()
list(APPEND targets Kokkos::kokkoscontainers Kokkos::kokkosalgorithms Kokkos::kokkossimd
  Kokkos::kokkoscore)
foreach(name IN LISTS targets)
  if(NOT TARGET ${name})
    continue()
  endif()
  get_target_property(type ${name} TYPE)
  if(NOT type STREQUAL INTERFACE_LIBRARY)
    list(APPEND libraries $<TARGET_FILE:${name}>)
  endif()
  get_target_property(its_includes ${name} INTERFACE_INCLUDE_DIRECTORIES)
  get_target_property(its_flags ${name} INTERFACE_COMPILE_OPTIONS)
  list(APPEND includes ${its_includes})
  list(APPEND flags ${its_flags})
endforeach()
if(Kokkos_ENABLE_OPENMP)
  list(APPEND flags ${OpenMP_CXX_FLAGS})
endif()
# Kokkos gives its flags to C++ alone.
list(TRANSFORM flags REPLACE "\\$<\\$<COMPILE_LANGUAGE:CXX>:|>$" "")
list(FILTER flags EXCLUDE REGEX "NOTFOUND|\\$")
list(FILTER includes EXCLUDE REGEX "NOTFOUND|\\$")
list(REMOVE_DUPLICATES flags)
list(REMOVE_DUPLICATES includes)
list(TRANSFORM includes PREPEND "-isystem ")
foreach(words IN ITEMS flags includes libraries)
  list(JOIN ${words} " " ${words})
endforeach()

file(RELATIVE_PATH prefix /${CMAKE_INSTALL_LIBDIR}/pkgconfig /)
file(GENERATE OUTPUT ${CMAKE_CURRENT_BINARY_DIR}/sparseconv.pc CONTENT "prefix=\${pcfiledir}/${prefix}
libdir=\${prefix}/${CMAKE_INSTALL_LIBDIR}
includedir=\${prefix}/${CMAKE_INSTALL_INCLUDEDIR}

Name: SparseConv
Description: Convolves large batches of sparse images with small filters (the component core)
Version: ${PROJECT_VERSION}
Cflags: -I\${includedir} ${includes} ${flags}
Libs: -L\${libdir} -lsparseconv_core ${libraries} -ldl ${flags}
")
install(FILES ${CMAKE_CURRENT_BINARY_DIR}/sparseconv.pc
  DESTINATION ${CMAKE_INSTALL_LIBDIR}/pkgconfig)
