#ifndef SPARSECONV_METHODS_DIRECT_WINDOWS_SHIFTEDRUNS_HPP
#define SPARSECONV_METHODS_DIRECT_WINDOWS_SHIFTEDRUNS_HPP

#include <batch/spaces.hpp>
#include <divide_up.hpp>
#include <methods/direct/Factors.hpp>
#include <methods/direct/windows/Vector.hpp>

namespace SparseConv::Impl {

/// The weights of runs, shifted so that an entry adds to whole vectors of aligned sums. Vectors at
/// any other place often lie in two lines of the cache, and a load that overlaps a little with an
/// earlier store waits until the store is in the cache. So there is a copy of the weights for each
/// lane of a vector at which the first column of the filter's reach may add to a sum. For a run
/// that begins in this column:
///
///     lane 0   a b c d | e . . .      lane 2   . . a b | c d e .
///     lane 1   . a b c | d e . .      lane 3   . . . a | b c d e
///
/// There is one copy, for any lane, if every run fits into a single vector, which takes less time
/// than two aligned ones, or if the copies together would be too large for the fast caches.
template <class Scalar, class ExecutionSpace>
struct ShiftedRuns {
  Kokkos::View<Scalar*, ExecutionSpace> weights;  ///< lane by lane, run by run, vector by vector
  std::int64_t n_lanes = 1;                       ///< a power of two
  std::int64_t length = 0;                        ///< of a run, with the zeros beside it

  /// The lane of a sum, or of a column of the filter's reach.
  std::int64_t lane(std::int64_t sum) const { return sum & (n_lanes - 1); }

  /// The time for a run, in that for an aligned vector: a vector that begins in any lane takes
  /// longer.
  double time_of_run() const {
    return (n_lanes > 1 ? 1.0 : 1.5) * static_cast<double>(length / short_length<Scalar>);
  }
};

/// Adds `n` weights times a value to sums: whole vectors.
template <class Scalar>
void add_products(Scalar* sums, const Scalar* weights, std::int64_t n, Scalar value) {
  for (std::int64_t i = 0; i < n; i += short_length<Scalar>)
    store(sums + i, load_as<ShortVector<Scalar>>(sums + i) +
                        load_as<ShortVector<Scalar>>(weights + i) * value);
}

/// A run before it is shifted.
template <class Scalar>
struct UnshiftedRun {
  std::int64_t column;  ///< of the filter's reach
  std::int64_t length;
  const Scalar* weights;
};

/// The runs of a filter or, if it is a column times a row, this row, from memory of the host.
template <class Scalar, class ExecutionSpace>
std::vector<UnshiftedRun<Scalar>> find_unshifted_runs(
    const Taps<Scalar, ExecutionSpace>& taps, const Factors<Scalar, ExecutionSpace>& factors) {
  if (factors.exist()) return {{0, factors.row_length(), factors.row.data()}};
  std::vector<UnshiftedRun<Scalar>> runs;
  for (std::int64_t r = 0; r < taps.n_runs(); ++r)
    runs.push_back({taps.runs(r).column - taps.reach.first_column, taps.runs(r).length,
                    taps.weights.data() + taps.runs(r).first_weight});
  return runs;
}

/// Shifted runs for so many lanes, as yet without weights.
template <class ExecutionSpace, class Scalar>
ShiftedRuns<Scalar, ExecutionSpace> measure_runs(const std::vector<UnshiftedRun<Scalar>>& runs,
                                                 std::int64_t n_lanes) {
  constexpr std::int64_t of_vector = short_length<Scalar>;
  ShiftedRuns<Scalar, ExecutionSpace> shifted{{}, n_lanes};
  std::int64_t longest = 0;
  for (const auto& run : runs)
    longest = std::max(longest, shifted.lane(run.column) + run.length + n_lanes - 1);
  shifted.length = round_up(longest, of_vector);
  return shifted;
}

template <class Scalar, class ExecutionSpace>
ShiftedRuns<Scalar, ExecutionSpace> shift_runs(const ExecutionSpace& space,
                                               const std::vector<UnshiftedRun<Scalar>>& runs) {
  constexpr std::int64_t of_vector = short_length<Scalar>;
  constexpr std::int64_t most = (96 << 10) / sizeof(Scalar);  // 41x41 still gain by copies
  const auto n_runs = static_cast<std::int64_t>(runs.size());
  auto shifted = measure_runs<ExecutionSpace>(runs, of_vector);
  const auto once = measure_runs<ExecutionSpace>(runs, 1);
  if (once.length <= of_vector || shifted.length > most / (of_vector * n_runs)) shifted = once;
  shifted.weights = Kokkos::View<Scalar*, ExecutionSpace>(
      Kokkos::view_alloc(space, "SparseConv::direct::shifted_runs"),
      shifted.n_lanes * n_runs * shifted.length);
  Scalar* weights = shifted.weights.data();
  for (std::int64_t lane = 0; lane < shifted.n_lanes; ++lane)
    for (const auto& run : runs) {
      std::copy_n(run.weights, run.length, weights + lane + shifted.lane(run.column));
      weights += shifted.length;
    }
  return shifted;
}

/// Nothing for a device.
template <class Scalar, class ExecutionSpace>
ShiftedRuns<Scalar, ExecutionSpace> make_shifted_runs(
    const ExecutionSpace& space, const Taps<Scalar, ExecutionSpace>& taps,
    const Factors<Scalar, ExecutionSpace>& factors) {
  if constexpr (on_host<ExecutionSpace>) {
    const auto runs = find_unshifted_runs(taps, factors);
    if (!runs.empty()) return shift_runs(space, runs);
  }
  return {};
}

}  // namespace SparseConv::Impl

#endif
