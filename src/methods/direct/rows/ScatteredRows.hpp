#ifndef SPARSECONV_METHODS_DIRECT_ROWS_SCATTEREDROWS_HPP
#define SPARSECONV_METHODS_DIRECT_ROWS_SCATTEREDROWS_HPP

#include <batch/simd.hpp>
#include <cmath>
#include <methods/direct/rows/BegunRows.hpp>

namespace SparseConv::Impl {

/// Computes the sums of clusters that are not crowded: the window holds rows of the result, to
/// which each entry times each tap is added.
///
/// \tparam length the length of the padded runs if it is known when compiling, or else 0
template <class Scalar, class AnyTaps, int length>
class ScatteredRows : public BegunRows<Scalar> {
 public:
  ScatteredRows(RowBuffer<Scalar>& buffer, const AnyTaps& taps, const Window& window)
      : BegunRows<Scalar>(buffer, window), taps_(taps), shifts_(buffer.shifts) {
    for (std::int64_t r = 0; r < taps.n_runs(); ++r)
      shifts_[r] =
          (taps.runs(r).row - taps.reach.first_row) * window.stride() + taps.runs(r).column;
  }

  /// Adds the entries that a step takes in, times each tap.
  void add(const EntryCells& cells, const Scalar* values) {
    const std::int32_t* const cell = cells.data();
    Scalar* const pixels = this->cells();
    for (std::int64_t i = 0; i < cells.size(); ++i) {
      if (std::isfinite(values[i]))
        add_padded(pixels + cell[i], values[i]);
      else  // times a zero that pads a run, the value would not be zero
        add_exactly(pixels + cell[i], values[i]);
    }
  }

 private:
  void add_padded(Scalar* target, Scalar value) {
    const std::int64_t n = length > 0 ? length : taps_.padded_length();
    const std::int64_t n_runs = taps_.n_runs();
    const std::int64_t* const shifts = shifts_;
    const Scalar* weights = taps_.weights.data();
    for (std::int64_t r = 0; r < n_runs; ++r, weights += n)
      add_products(target + shifts[r], weights, n, value);
  }

  void add_exactly(Scalar* target, Scalar value) {
    for (std::int64_t r = 0; r < taps_.n_runs(); ++r)
      for (std::int64_t i = 0; i < taps_.runs(r).length; ++i)
        target[shifts_[r] + i] += value * taps_.weights(taps_.runs(r).first_weight + i);
  }

  static void add_products(Scalar* sums, const Scalar* weights, std::int64_t n, Scalar value) {
    SPARSECONV_SIMD()
    for (std::int64_t i = 0; i < n; ++i) sums[i] += value * weights[i];
  }

  const AnyTaps& taps_;
  std::int64_t* shifts_;  ///< from the cell of an entry to the first sum of each run
};

}  // namespace SparseConv::Impl

#endif
