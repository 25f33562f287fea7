#ifndef SPARSECONV_BATCH_TEAMS_HPP
#define SPARSECONV_BATCH_TEAMS_HPP

#include <Kokkos_Core.hpp>
#include <SparseConv/Error.hpp>
#include <cstdint>
#include <limits>
#include <string>

namespace SparseConv::Impl {

/// Teams of threads. Each thread of a host takes the next team when it is done with one; on a
/// device the functor is a parameter of its launch, as with Range.
template <class ExecutionSpace, class... Traits>
using Teams =
    Kokkos::TeamPolicy<ExecutionSpace, Kokkos::Schedule<Kokkos::Dynamic>,
                       Kokkos::Experimental::WorkItemProperty::HintLightWeight_t, Traits...>;

/// The number of teams of a kernel, which Kokkos counts in an `int`.
/// \throws Error (system) if `n` does not fit an `int`
inline int number_of_teams(std::int64_t n) {
  SPARSECONV_THROW_IF(n > std::numeric_limits<int>::max(), system,
                      "a kernel of " + std::to_string(n) +
                          " teams is too large, at most 2^31 - 1: convolve fewer images at a time");
  return static_cast<int>(n);
}

}  // namespace SparseConv::Impl

#endif
