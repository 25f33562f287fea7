#ifndef SPARSECONV_TYPES_HPP
#define SPARSECONV_TYPES_HPP

#include <cstdint>

/// The type list: calls MACRO(Scalar, Ordinal, ExecutionSpace) for all types of columns. Files are
/// instantiated for one type of values each, float or double.
#define SPARSECONV_FOR_EACH_ORDINAL(MACRO, Scalar, ExecutionSpace) \
  MACRO(Scalar, std::int32_t, ExecutionSpace)                      \
  MACRO(Scalar, std::int64_t, ExecutionSpace)

#endif
