#ifndef SPARSECONV_TYPES_HPP
#define SPARSECONV_TYPES_HPP

#include <cstdint>

/// The type list: calls MACRO(Scalar, Ordinal, ExecutionSpace) for all types of values and columns.
#define SPARSECONV_FOR_EACH_TYPE(MACRO, ExecutionSpace) \
  MACRO(float, std::int32_t, ExecutionSpace)            \
  MACRO(float, std::int64_t, ExecutionSpace)            \
  MACRO(double, std::int32_t, ExecutionSpace)           \
  MACRO(double, std::int64_t, ExecutionSpace)

#endif
