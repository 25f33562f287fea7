#ifndef SPARSECONV_METHODS_DIRECT_WINDOWS_FACTORROW_HPP
#define SPARSECONV_METHODS_DIRECT_WINDOWS_FACTORROW_HPP

#include <cmath>
#include <methods/direct/windows/ShiftedRuns.hpp>

namespace SparseConv::Impl {

/// The row of a filter that is a column times a row.
template <class Scalar, class AnyRuns>
struct FactorRow {
  const Scalar* weights;  ///< padded, see Factors
  std::int64_t length;
  std::int64_t first_column;  ///< of the result to which an entry adds, as a shift
  const AnyRuns& shifted;

  template <class AnyTaps, class AnyFactors>
  FactorRow(const AnyTaps& taps, const AnyFactors& factors, const AnyRuns& shifted_row)
      : weights(factors.row.data()),
        length(factors.row_length()),
        first_column(taps.reach.first_column),
        shifted(shifted_row) {}

  /// Adds an entry times the row to sums, to `pixels[first]` times the first weight.
  /// \param pixels aligned to a vector
  void add(Scalar value, Scalar* pixels, std::int64_t first) const {
    if (std::isfinite(value)) {
      const std::int64_t lane = shifted.lane(first), n = shifted.length;
      add_products(pixels + (first - lane), shifted.weights.data() + lane * n, n, value);
    } else {  // times a zero beside the row, it would not be zero
      for (std::int64_t i = 0; i < length; ++i) pixels[first + i] += value * weights[i];
    }
  }
};

}  // namespace SparseConv::Impl

#endif
