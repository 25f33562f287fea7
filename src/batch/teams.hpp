#ifndef SPARSECONV_BATCH_TEAMS_HPP
#define SPARSECONV_BATCH_TEAMS_HPP

#include <SparseConv/Error.hpp>
#include <cstdint>
#include <limits>
#include <string>

namespace SparseConv::Impl {

/// The number of teams of a kernel, which Kokkos counts in an `int`.
/// \throws Error (system) if they are more
inline int number_of_teams(std::int64_t n) {
  SPARSECONV_THROW_IF(n > std::numeric_limits<int>::max(), system,
                      "a kernel of " + std::to_string(n) +
                          " teams is too large, at most 2^31 - 1: convolve fewer images at a time");
  return static_cast<int>(n);
}

}  // namespace SparseConv::Impl

#endif
