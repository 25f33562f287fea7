# Has the program print its manual and its completion of shells: cmake -D program=... -D folder=...
# -P print_texts.cmake. Where it cannot run, because it lacks a driver for instance, they are left
# out.
function(print file)
  execute_process(COMMAND ${program} ${ARGN} OUTPUT_VARIABLE text ERROR_VARIABLE error
    RESULT_VARIABLE code)
  if(code EQUAL 0)
    file(WRITE ${folder}/${file} "${text}")
  else()
    list(JOIN ARGN " " arguments)
    message(WARNING "There will be no ${file}: sparseconv ${arguments} ended with ${code}: ${error}")
  endif()
endfunction()

file(REMOVE_RECURSE ${folder})
print(man/man1/sparseconv.1 man)
foreach(command compare convolve generate help import info view)
  print(man/man1/sparseconv-${command}.1 man ${command})
endforeach()
print(bash-completion/completions/sparseconv completion bash)
print(zsh/site-functions/_sparseconv completion zsh)
