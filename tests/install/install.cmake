# Installs the build folder `build` into an empty prefix, moves that to `prefix`, and empties the
# folder `consumers` of the projects that use the prefix. `nm` lists symbols, `source` is the source
# tree.
file(REMOVE_RECURSE ${prefix} ${prefix}.first ${consumers})
execute_process(COMMAND ${CMAKE_COMMAND} --install ${build} --prefix ${prefix}.first
  COMMAND_ERROR_IS_FATAL ANY OUTPUT_QUIET)
file(RENAME ${prefix}.first ${prefix})

file(GLOB_RECURSE headers RELATIVE ${prefix}/include ${prefix}/include/*)
set(headers_of_all ${headers})
list(FILTER headers EXCLUDE REGEX "^SparseConv(/.*)?\\.hpp$")
if(headers)
  message(FATAL_ERROR "Installed as headers, but not of this name: ${headers}")
endif()

# Weak symbols may also come from templates and inline functions of other libraries.
file(GLOB_RECURSE libraries ${prefix}/libsparseconv_*.a ${prefix}/libsparseconv_*.so)
if(NOT headers_of_all OR NOT libraries)
  message(FATAL_ERROR "Nothing is installed as headers or libraries: ${headers_of_all} ${libraries}")
endif()
foreach(library IN LISTS libraries)
  set(dynamic)
  if(library MATCHES "so$")
    set(dynamic --dynamic)
  endif()
  execute_process(COMMAND ${nm} --defined-only --extern-only ${dynamic} ${library}
    COMMAND_ERROR_IS_FATAL ANY OUTPUT_VARIABLE symbols)
  string(REGEX MATCHALL "[0-9a-f]+ [A-UX-Z] [^\n]+" symbols "${symbols}")
  if(NOT symbols)
    message(FATAL_ERROR "${library} defines nothing")
  endif()
  list(FILTER symbols EXCLUDE REGEX "10SparseConv")
  if(symbols)
    message(FATAL_ERROR "Symbols of ${library} that are not of this name: ${symbols}")
  endif()
endforeach()

file(GLOB programs ${prefix}/bin/*)
foreach(binary IN LISTS libraries programs)
  execute_process(COMMAND grep -c -F ${source}/src ${binary} RESULT_VARIABLE status OUTPUT_QUIET)
  if(NOT status EQUAL 1)  # 1: there is no such line
    message(FATAL_ERROR "${binary} tells the path of the source tree, or cannot be read: ${status}")
  endif()
endforeach()

if(NOT EXISTS ${prefix}/share/licenses/SparseConv/LICENSE)
  message(FATAL_ERROR "The licence is not installed")
endif()

if(EXISTS ${prefix}/bin/sparseconv)
  execute_process(COMMAND ${prefix}/bin/sparseconv --version COMMAND_ERROR_IS_FATAL ANY)
  foreach(text man/man1/sparseconv.1 man/man1/sparseconv-convolve.1
      bash-completion/completions/sparseconv zsh/site-functions/_sparseconv)
    if(NOT EXISTS ${prefix}/share/${text})
      message(FATAL_ERROR "Not installed: share/${text}")
    endif()
  endforeach()
endif()
