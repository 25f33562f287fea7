#ifndef SPARSECONV_METHODS_DIRECT_WINDOWS_FIND_NEAR_HPP
#define SPARSECONV_METHODS_DIRECT_WINDOWS_FIND_NEAR_HPP

#include <algorithm>
#include <cstdint>

namespace SparseConv::Impl {

/// The first of ascending pixels in [first, last) that is at least `pixel`, or `last`: step by step
/// if it is near, or else by a search.
template <class Ordinal>
const Ordinal* find_near(const Ordinal* first, const Ordinal* last, std::int64_t pixel) {
  constexpr std::int64_t near = 8;
  const Ordinal* const near_last = first + std::min<std::int64_t>(near, last - first);
  while (first < near_last && *first < pixel) ++first;
  return first == near_last ? std::lower_bound(first, last, pixel) : first;
}

}  // namespace SparseConv::Impl

#endif
