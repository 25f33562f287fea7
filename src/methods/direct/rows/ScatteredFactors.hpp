#ifndef SPARSECONV_METHODS_DIRECT_ROWS_SCATTEREDFACTORS_HPP
#define SPARSECONV_METHODS_DIRECT_ROWS_SCATTEREDFACTORS_HPP

#include <batch/simd.hpp>
#include <cmath>
#include <methods/direct/Factors.hpp>
#include <methods/direct/rows/BegunRows.hpp>
#include <methods/direct/rows/Vector.hpp>

namespace SparseConv::Impl {

/// Computes the sums of a filter that is a column times a row, where few entries lie together. The
/// pixels that neighbouring entries of a row reach are a stretch: each entry times the row of the
/// filter is added to it, and then the stretch times the column to the result.
///
///     entries           x . x . . . . x
///     row of 3 taps   o o o o o . o o o     two stretches
template <class Scalar, class AnyTaps>
class ScatteredFactors : public BegunRows<Scalar> {
 public:
  template <class AnyFactors>
  ScatteredFactors(RowBuffer<Scalar>& buffer, const AnyTaps& taps, const AnyFactors& factors,
                   const Window& window)
      : BegunRows<Scalar>(buffer, window),
        column_(factors.column.data()),
        row_(factors.row.data()),
        row_length_(factors.row_length()),
        padded_length_(taps.padded_length()),
        first_column_(taps.reach.first_column),
        stretch_(buffer.stretch()) {}

  /// Adds the entries that a step takes in.
  void add(const EntryCells& cells, const Scalar* values) {
    const std::int32_t* const cell = cells.data();
    for (std::int64_t i = 0; i < cells.size();) {
      Scalar* const target = this->cells() + cell[i] + first_column_;
      const bool alone = i + 1 == cells.size() || cell[i + 1] >= cell[i] + row_length_;
      if (alone && std::isfinite(values[i])) {
        const Scalar value = values[i++];
        add_columns(target, row_length_, [&](std::int64_t k) { return load(row_ + k) * value; });
      } else {
        const std::int64_t first = i;
        i = add_rows(cell, values, first, cells.size());
        const std::int64_t n = cell[i - 1] - cell[first] + row_length_;
        add_columns(target, n, [&](std::int64_t k) { return load(stretch_ + k); });
        std::fill_n(stretch_, n, Scalar(0));
      }
    }
  }

 private:
  /// Adds the entries of the stretch that begins with entry `i` to the stretch, each times the row.
  /// \return the next entry: a stretch ends within a row of the window, as there are margins
  std::int64_t add_rows(const std::int32_t* cell, const Scalar* values, std::int64_t i,
                        std::int64_t end) {
    Scalar* const stretch = stretch_ - cell[i];
    do {
      // Times a zero that pads the row, a value that is not finite would not be zero.
      const std::int64_t n = std::isfinite(values[i]) ? padded_length_ : row_length_;
      add_row(stretch + cell[i], n, values[i]);
    } while (++i < end && cell[i] < cell[i - 1] + row_length_);
    return i;
  }

  void add_row(Scalar* sums, std::int64_t n, Scalar value) const {
    const Scalar* const row = row_;
    SPARSECONV_SIMD()
    for (std::int64_t i = 0; i < n; ++i) sums[i] += value * row[i];
  }

  /// Adds `n` pixels, which `pixels(i)` gives a vector at a time, to each row that they reach.
  template <class Pixels>
  void add_columns(Scalar* target, std::int64_t n, const Pixels& pixels) {
    const std::int64_t stride = this->window_.stride(), last = this->window_.overlap;
    for (std::int64_t i = 0; i < n; i += vector_length<Scalar>) {
      const Vector<Scalar> sum_of_row = pixels(i);
      Scalar* sums = target + i;
      for (std::int64_t tap = 0; tap <= last; ++tap, sums += stride)
        store(sums, load(sums) + sum_of_row * column_[tap]);
    }
  }

  const Scalar* column_;
  const Scalar* row_;
  std::int64_t row_length_, padded_length_;
  std::int64_t first_column_;  ///< of the result that an entry reaches, as a shift
  Scalar* stretch_;            ///< zeros between one stretch and the next
};

}  // namespace SparseConv::Impl

#endif
