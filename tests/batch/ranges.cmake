# No kernel of the library, the program or the benchmark has a range of its own: Range, which they
# use, counts in 64 bits on a device too. `source` is the source tree.
file(GLOB_RECURSE files RELATIVE ${source}
  ${source}/include/*.hpp ${source}/src/*.[ch]pp ${source}/perf/*.[ch]pp)
list(REMOVE_ITEM files include/SparseConv/as_batch.hpp)
set(offenders)
foreach(file IN LISTS files)
  file(STRINGS ${source}/${file} lines REGEX "RangePolicy")
  if(lines)
    list(APPEND offenders ${file})
  endif()
endforeach()
if(offenders OR NOT files)
  message(FATAL_ERROR "These use another range than SparseConv::Impl::Range: ${offenders}")
endif()
