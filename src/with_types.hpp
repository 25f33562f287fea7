#ifndef SPARSECONV_WITH_TYPES_HPP
#define SPARSECONV_WITH_TYPES_HPP

#include <cstdint>
#include <limits>

/// \file
/// Finds the compiled types of a batch that is known when the program runs.

namespace SparseConv {

/// A type as an argument of a generic function.
template <class T>
struct Type {
  using type = T;
};

/// Whether 32 bits are too few for columns and sizes up to `largest`.
inline bool needs_wide_columns(std::int64_t largest) {
  return largest > std::numeric_limits<std::int32_t>::max();
}

/// Calls `function(Type<Scalar>(), Type<Ordinal>())` for values in double or single precision, and
/// for columns and sizes up to `largest`.
template <class Function>
void with_types(bool double_precision, std::int64_t largest, const Function& function) {
  const auto with_scalar = [&](auto scalar) {
    if (needs_wide_columns(largest))
      function(scalar, Type<std::int64_t>());
    else
      function(scalar, Type<std::int32_t>());
  };
  if (double_precision)
    with_scalar(Type<double>());
  else
    with_scalar(Type<float>());
}

}  // namespace SparseConv

#endif
