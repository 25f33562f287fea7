# sparseconv_instantiate(TARGET HEADER...): for each execution space, each type of values and each
# header a source file that instantiates templates for all types of columns. A header, a file
# NAME.inst.hpp beside NAME.hpp, says which in its macro
# SPARSECONV_INSTANTIATE(Scalar, Ordinal, ExecutionSpace).
#
# For checks that only compile: with SparseConv_LARGE_SOURCES all headers are in one source, which
# compiles in less time altogether (CMake's own CMAKE_UNITY_BUILD does not know CUDA), and
# SparseConv_SCALARS may leave out a type of values.
if(NOT SparseConv_SCALARS)
  set(SparseConv_SCALARS float double)
endif()
set(sparseconv_instantiate_template ${CMAKE_CURRENT_LIST_DIR}/instantiate.cpp.in)

function(sparseconv_instantiate target)
  foreach(space IN LISTS SparseConv_SPACES)
    foreach(scalar IN LISTS SparseConv_SCALARS)
      sparseconv_instantiate_for(${target} ${space} ${scalar} ${ARGN})
    endforeach()
  endforeach()
endfunction()

function(sparseconv_instantiate_for target space scalar)
  string(TOLOWER ${space}_${scalar} suffix)
  string(REPLACE kokkos:: "" suffix ${suffix})
  set(sources)
  foreach(header IN LISTS ARGN)
    string(REGEX REPLACE "(\\.inst)?\\.hpp$" "_${suffix}.cpp" source ${header})
    configure_file(${sparseconv_instantiate_template} ${source} @ONLY)
    list(APPEND sources ${CMAKE_CURRENT_BINARY_DIR}/${source})
  endforeach()
  if(SparseConv_LARGE_SOURCES)
    list(TRANSFORM sources REPLACE "(.+)"
      "#include \"\\1\"\n#undef SPARSECONV_INSTANTIATE\n")
    string(CONCAT content ${sources})
    set(sources ${CMAKE_CURRENT_BINARY_DIR}/${target}_${suffix}.cpp)
    file(CONFIGURE OUTPUT ${sources} CONTENT "${content}" @ONLY)
  endif()
  target_sources(${target} PRIVATE ${sources})
endfunction()
