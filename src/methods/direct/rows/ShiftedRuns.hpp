#ifndef SPARSECONV_METHODS_DIRECT_ROWS_SHIFTEDRUNS_HPP
#define SPARSECONV_METHODS_DIRECT_ROWS_SHIFTEDRUNS_HPP

#include <batch/spaces.hpp>
#include <methods/direct/Factors.hpp>
#include <methods/direct/rows/Vector.hpp>

namespace SparseConv::Impl {

/// The weights of runs, shifted so that an entry adds to whole vectors of aligned sums. Vectors at
/// any other place often lie in two lines of the cache, and a load that overlaps a little with an
/// earlier store waits until the store is in the cache. So there is a copy of the weights for each
/// place in a vector at which the first tap may add to a sum:
///
///     place 0   a b c d | e . . .      place 2   . . a b | c d e .
///     place 1   . a b c | d e . .      place 3   . . . a | b c d e
///
/// There is one copy, for any place, if every run fits into a single vector, which takes less time
/// than two aligned ones, or if the copies are too large for the first-level cache.
template <class Scalar, class ExecutionSpace>
struct ShiftedRuns {
  Kokkos::View<Scalar*, ExecutionSpace> weights;  ///< place by place, run by run, vector by vector
  std::int64_t n_places = 1;                      ///< a power of two
  std::int64_t length = 0;                        ///< of a run, with the zeros beside it

  /// The place of a sum, or of a column of the filter's reach.
  std::int64_t place(std::int64_t sum) const { return sum & (n_places - 1); }

  /// The time for a run, in that for an aligned vector: a vector at any place takes longer.
  double time_of_run() const {
    return (n_places > 1 ? 1.0 : 1.5) * static_cast<double>(length / short_length<Scalar>);
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

/// The runs of a filter or, if it is a column times a row, this row. The taps must be complete.
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

template <class Scalar, class ExecutionSpace>
ShiftedRuns<Scalar, ExecutionSpace> shift_runs(const ExecutionSpace& space,
                                               const std::vector<UnshiftedRun<Scalar>>& runs,
                                               std::int64_t n_places) {
  constexpr std::int64_t of_vector = short_length<Scalar>;
  ShiftedRuns<Scalar, ExecutionSpace> shifted{{}, n_places};
  for (const auto& run : runs)
    shifted.length =
        std::max(shifted.length, shifted.place(run.column) + run.length + n_places - 1);
  shifted.length = (shifted.length + of_vector - 1) / of_vector * of_vector;
  const auto n_runs = static_cast<std::int64_t>(runs.size());
  shifted.weights = Kokkos::View<Scalar*, ExecutionSpace>(
      Kokkos::view_alloc(space, "SparseConv::direct::shifted_runs"),
      n_places * n_runs * shifted.length);
  Scalar* weights = shifted.weights.data();
  for (std::int64_t place = 0; place < n_places; ++place)
    for (const auto& run : runs) {
      std::copy_n(run.weights, run.length, weights + place + shifted.place(run.column));
      weights += shifted.length;
    }
  return shifted;
}

/// Nothing for a device.
template <class Scalar, class ExecutionSpace>
ShiftedRuns<Scalar, ExecutionSpace> make_shifted_runs(
    const ExecutionSpace& space, const Taps<Scalar, ExecutionSpace>& taps,
    const Factors<Scalar, ExecutionSpace>& factors) {
  if constexpr (!on_host<ExecutionSpace>) {
    return {};
  } else {
    constexpr std::int64_t of_vector = short_length<Scalar>, most_bytes = 1 << 16;
    const auto runs = find_unshifted_runs(taps, factors);
    const auto at_any_place = shift_runs(space, runs, 1);
    const auto bytes = static_cast<std::int64_t>(at_any_place.weights.span() * sizeof(Scalar));
    if (at_any_place.length <= of_vector || bytes * of_vector > most_bytes) return at_any_place;
    return shift_runs(space, runs, of_vector);
  }
}

}  // namespace SparseConv::Impl

#endif
