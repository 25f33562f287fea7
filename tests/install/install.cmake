# Installs the build folder `build` into an empty prefix, moves that to `prefix`, and sees to it that
# the folder `consumers`, of those who use it, is empty.
file(REMOVE_RECURSE ${prefix} ${prefix}.first ${consumers})
execute_process(COMMAND ${CMAKE_COMMAND} --install ${build} --prefix ${prefix}.first
  COMMAND_ERROR_IS_FATAL ANY OUTPUT_QUIET)
file(RENAME ${prefix}.first ${prefix})

file(GLOB_RECURSE headers RELATIVE ${prefix}/include ${prefix}/include/*)
list(FILTER headers EXCLUDE REGEX "^SparseConv(/.*)?\\.hpp$")
if(headers)
  message(FATAL_ERROR "Installed as headers, but not of this name: ${headers}")
endif()

if(EXISTS ${prefix}/bin/sparseconv)
  execute_process(COMMAND ${prefix}/bin/sparseconv --version COMMAND_ERROR_IS_FATAL ANY)
endif()
