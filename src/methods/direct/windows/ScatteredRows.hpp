#ifndef SPARSECONV_METHODS_DIRECT_WINDOWS_SCATTEREDROWS_HPP
#define SPARSECONV_METHODS_DIRECT_WINDOWS_SCATTEREDROWS_HPP

#include <cmath>
#include <methods/direct/windows/BegunRows.hpp>
#include <methods/direct/windows/ShiftedRuns.hpp>

namespace SparseConv::Impl {

/// Computes the sums of clusters that are not crowded: the window holds rows of the result, to
/// which each entry times each tap is added.
template <class Scalar, class AnyTaps, class AnyRuns>
class ScatteredRows : public BegunRows<Scalar> {
 public:
  ScatteredRows(RowBuffer<Scalar>& buffer, const AnyTaps& taps, const AnyRuns& shifted,
                const Window& window)
      : BegunRows<Scalar>(buffer, window), taps_(taps), shifted_(shifted), shifts_(buffer.shifts) {
    for (std::int64_t r = 0; r < taps.n_runs(); ++r) {
      const std::int64_t column = taps.runs(r).column - taps.reach.first_column;
      shifts_[r] = (taps.runs(r).row - taps.reach.first_row) * window.stride() + column -
                   shifted.lane(column);
    }
  }

  /// Adds the entries that a step takes in, times each tap.
  void add(const EntryCells& cells, const Scalar* values) {
    constexpr std::int64_t of_vector = short_length<Scalar>;
    switch (shifted_.length) {
      case of_vector:
        return add_runs<of_vector>(cells, values);
      case 2 * of_vector:
        return add_runs<2 * of_vector>(cells, values);
      case 3 * of_vector:
        return add_runs<3 * of_vector>(cells, values);
      default:
        return add_runs<0>(cells, values);
    }
  }

 private:
  /// \tparam known_length of a run, or 0 if it is not known when compiling
  template <std::int64_t known_length>
  void add_runs(const EntryCells& cells, const Scalar* values) {
    // All that stays the same is in local variables: else it would be loaded after each store.
    const AnyRuns shifted = shifted_;
    const std::int64_t length = known_length > 0 ? known_length : shifted.length;
    const std::int64_t n = cells.size(), n_runs = taps_.n_runs();
    const std::int32_t* const cell = cells.data();
    const std::int64_t* const shifts = shifts_;
    Scalar* const pixels = this->pixels_;
    const std::int64_t first_sum = this->window_.margin + taps_.reach.first_column;
    for (std::int64_t i = 0; i < n; ++i) {
      const Scalar value = values[i];
      if (!std::isfinite(value)) {  // times a zero beside a run it would not be zero
        add_exactly(cell[i], value);
        continue;
      }
      const std::int64_t first = first_sum + cell[i], lane = shifted.lane(first);
      Scalar* const sums = pixels + (first - lane);
      const Scalar* weights = shifted.weights.data() + lane * n_runs * length;
      for (std::int64_t r = 0; r < n_runs; ++r, weights += length)
        add_products(sums + shifts[r], weights, length, value);
    }
  }

  void add_exactly(std::int64_t cell, Scalar value) {
    for (std::int64_t r = 0; r < taps_.n_runs(); ++r) {
      const Run& run = taps_.runs(r);
      Scalar* const sums = this->cells() + cell +
                           (run.row - taps_.reach.first_row) * this->window_.stride() + run.column;
      for (std::int64_t i = 0; i < run.length; ++i)
        sums[i] += value * taps_.weights(run.first_weight + i);
    }
  }

  const AnyTaps& taps_;
  const AnyRuns& shifted_;
  std::int64_t* shifts_;  ///< from the vector of the filter's first column to that of each run
};

}  // namespace SparseConv::Impl

#endif
