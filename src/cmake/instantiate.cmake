# sparseconv_instantiate(TARGET SOURCE HEADER...): for each execution space and each type of values a
# file SOURCE_SPACE_TYPE.cpp that instantiates templates for all types of columns. A header, a file
# NAME.inst.hpp beside NAME.hpp, says which in its macro
# SPARSECONV_INSTANTIATE(Scalar, Ordinal, ExecutionSpace).
#
# Headers that need much the same of Kokkos take half as long in one source as in a source each.
#
# For checks that only compile, SparseConv_SCALARS may leave out a type of values.
if(NOT SparseConv_SCALARS)
  set(SparseConv_SCALARS float double)
endif()

function(sparseconv_instantiate target name)
  foreach(space IN LISTS SparseConv_SPACES)
    foreach(scalar IN LISTS SparseConv_SCALARS)
      string(TOLOWER ${name}_${space}_${scalar}.cpp source)
      string(REPLACE kokkos:: "" source ${source})
      set(content "#include <types.hpp>\n")
      foreach(header IN LISTS ARGN)
        string(APPEND content "\n#include <${header}>\n"
          "namespace SparseConv {\n"
          "SPARSECONV_FOR_EACH_ORDINAL(SPARSECONV_INSTANTIATE, ${scalar}, ${space})\n"
          "}\n"
          "#undef SPARSECONV_INSTANTIATE\n")
      endforeach()
      file(CONFIGURE OUTPUT ${source} CONTENT "${content}" @ONLY)
      target_sources(${target} PRIVATE ${CMAKE_CURRENT_BINARY_DIR}/${source})
    endforeach()
  endforeach()
endfunction()
