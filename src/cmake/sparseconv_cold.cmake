# sparseconv_cold(SOURCE...): sources that are mostly templates of others, for command lines, JSON or
# regular expressions, and that run once. They take half as long to compile if they are hardly
# optimised. What other sources have precompiled, GCC 16 refuses at another level of optimisation.
function(sparseconv_cold)
  set_source_files_properties(${ARGN} PROPERTIES
    SKIP_PRECOMPILE_HEADERS ON
    COMPILE_OPTIONS $<$<AND:$<CXX_COMPILER_ID:GNU,Clang>,$<CONFIG:Release>>:-O1>)
endfunction()
