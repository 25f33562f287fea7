# Compiles `source` to `program` with the flags of sparseconv.pc in `libdir`, and runs it.
set(ENV{PKG_CONFIG_PATH} ${libdir}/pkgconfig)
foreach(flags IN ITEMS cflags libs)
  execute_process(COMMAND ${pkg_config} --${flags} sparseconv
    COMMAND_ERROR_IS_FATAL ANY OUTPUT_VARIABLE ${flags} OUTPUT_STRIP_TRAILING_WHITESPACE)
  separate_arguments(${flags} UNIX_COMMAND "${${flags}}")
endforeach()
get_filename_component(folder ${program} DIRECTORY)
file(MAKE_DIRECTORY ${folder})
execute_process(COMMAND ${compiler} ${cflags} ${source} -o ${program} ${libs}
  COMMAND_ERROR_IS_FATAL ANY)
execute_process(COMMAND ${CMAKE_COMMAND} -E env LD_LIBRARY_PATH=${libdir} ${program}
  COMMAND_ERROR_IS_FATAL ANY)
