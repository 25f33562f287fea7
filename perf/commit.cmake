# Writes the header FILE with the commit that SOURCE is at, unless the file says so already:
# cmake -DSOURCE=... -DFILE=... -P commit.cmake
find_program(git git)
set(commit unknown)
if(git)
  execute_process(COMMAND ${git} -C ${SOURCE} describe --always --dirty
    OUTPUT_VARIABLE output RESULT_VARIABLE failed ERROR_QUIET OUTPUT_STRIP_TRAILING_WHITESPACE)
  if(NOT failed)
    set(commit ${output})
  endif()
endif()
file(CONFIGURE OUTPUT ${FILE} CONTENT "#define SPARSECONV_COMMIT \"${commit}\"\n")
