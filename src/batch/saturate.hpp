#ifndef SPARSECONV_BATCH_SATURATE_HPP
#define SPARSECONV_BATCH_SATURATE_HPP

#include <cstdint>
#include <limits>

/// \file
/// Arithmetic for sizes that a caller chooses: a result that does not fit 64 bits becomes the
/// largest number that does, instead of a small or negative number. Small negative numbers are
/// added and multiplied as usual.

namespace SparseConv::Impl {

constexpr std::int64_t largest_number = std::numeric_limits<std::int64_t>::max();

constexpr std::int64_t saturating_sum(std::int64_t a, std::int64_t b) {
  return b > 0 && a > largest_number - b ? largest_number : a + b;
}

constexpr std::int64_t saturating_product(std::int64_t a, std::int64_t b) {
  return b > 0 && a > largest_number / b ? largest_number : a * b;
}

}  // namespace SparseConv::Impl

#endif
