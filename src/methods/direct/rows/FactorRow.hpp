#ifndef SPARSECONV_METHODS_DIRECT_ROWS_FACTORROW_HPP
#define SPARSECONV_METHODS_DIRECT_ROWS_FACTORROW_HPP

#include <batch/simd.hpp>
#include <cmath>
#include <methods/direct/Factors.hpp>

namespace SparseConv::Impl {

/// The row of a filter that is a column times a row.
template <class Scalar>
struct FactorRow {
  const Scalar* weights;  ///< padded, see Factors
  std::int64_t length;
  std::int64_t padded_length;  ///< a multiple of `lanes`
  std::int64_t first_column;   ///< of the result to which an entry adds, as a shift

  template <class AnyTaps, class AnyFactors>
  FactorRow(const AnyTaps& taps, const AnyFactors& factors)
      : weights(factors.row.data()),
        length(factors.row_length()),
        padded_length(taps.padded_length()),
        first_column(taps.reach.first_column) {}

  /// Adds an entry times the row to sums, of which the first is for the first weight.
  void add(Scalar value, Scalar* sums) const {
    // Times a zero that pads the row, a value that is not finite would not be zero.
    const std::int64_t n = std::isfinite(value) ? padded_length : length;
    SPARSECONV_SIMD()
    for (std::int64_t i = 0; i < n; ++i) sums[i] += value * weights[i];
  }
};

}  // namespace SparseConv::Impl

#endif
