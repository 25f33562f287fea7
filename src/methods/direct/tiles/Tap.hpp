#ifndef SPARSECONV_METHODS_DIRECT_TILES_TAP_HPP
#define SPARSECONV_METHODS_DIRECT_TILES_TAP_HPP

#include <methods/direct/Factors.hpp>
#include <vector>

namespace SparseConv::Impl {

/// A tap by itself: an entry at (r, c) adds to the pixel (r + row, c + column). A device reads it
/// by one instruction, and takes no more for many short runs than for one.
template <class Scalar>
struct alignas(16) Tap {
  std::int32_t row, column;
  Scalar weight;
};

/// The taps of the first pass, in the order of the rows and columns of the filter: those of the
/// row, if the filter is a column times a row, or else all.
template <class Scalar, class ExecutionSpace>
Kokkos::View<Tap<Scalar>*, ExecutionSpace> make_first_taps(
    const ExecutionSpace& space, const Taps<Scalar, ExecutionSpace>& taps,
    const Factors<Scalar, ExecutionSpace>& factors) {
  std::vector<Tap<Scalar>> list;
  const auto add_run = [&](std::int32_t row, std::int64_t column, std::int64_t length,
                           const Scalar* weights) {
    for (std::int64_t i = 0; i < length; ++i)
      list.push_back({row, static_cast<std::int32_t>(column + i), weights[i]});
  };
  if (factors.exist()) {
    const auto weights = copy_to_host(space, factors.row);
    add_run(0, taps.reach.first_column, factors.row_length(), weights.data());
  } else {
    const auto weights = copy_to_host(space, taps.weights);
    for (const Run& run : copy_to_host(space, taps.runs))
      add_run(run.row, run.column, run.length, weights.data() + run.first_weight);
  }
  return copy_to_space(space, "SparseConv::direct::first_taps", list);
}

}  // namespace SparseConv::Impl

#endif
