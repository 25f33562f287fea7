#ifndef SPARSECONV_METHODS_DIRECT_WINDOWS_SCATTEREDFACTORS_HPP
#define SPARSECONV_METHODS_DIRECT_WINDOWS_SCATTEREDFACTORS_HPP

#include <methods/direct/windows/BegunRows.hpp>
#include <methods/direct/windows/FactorRow.hpp>
#include <methods/direct/windows/Vector.hpp>

namespace SparseConv::Impl {

/// Computes the sums of a filter that is a column times a row, where few entries lie together. The
/// pixels that neighbouring entries of a row reach are a stretch: each entry times the row of the
/// filter is added to it, and then the stretch times the column to the result.
///
///     entries           x . x . . . . x
///     row of 3 taps   o o o o o . o o o     two stretches
template <class Scalar, class AnyRuns>
class ScatteredFactors : public BegunRows<Scalar> {
 public:
  template <class AnyTaps, class AnyFactors>
  ScatteredFactors(RowBuffer<Scalar>& buffer, const AnyTaps& taps, const AnyFactors& factors,
                   const AnyRuns& shifted, const Window& window)
      : BegunRows<Scalar>(buffer, window),
        row_(taps, factors, shifted),
        column_(factors.column.data()),
        stretch_(buffer.stretch()) {}

  /// Adds the entries that a step takes in.
  void add(const EntryCells& cells, const Scalar* values) {
    const std::int32_t* const cell = cells.data();
    for (std::int64_t i = 0; i < cells.size();) {
      Scalar* const target = this->cells() + cell[i] + row_.first_column;
      const bool alone = i + 1 == cells.size() || cell[i + 1] >= cell[i] + row_.length;
      if (alone && std::isfinite(values[i])) {
        const Scalar value = values[i++];
        add_columns(target, row_.length,
                    [&](std::int64_t k) { return load(row_.weights + k) * value; });
      } else {
        const std::int64_t first = i;
        i = add_rows(cell, values, first, cells.size());
        const std::int64_t n = cell[i - 1] - cell[first] + row_.length;
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
    const std::int32_t first = cell[i];
    do {
      row_.add(values[i], stretch_, cell[i] - first);
    } while (++i < end && cell[i] < cell[i - 1] + row_.length);
    return i;
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

  FactorRow<Scalar, AnyRuns> row_;
  const Scalar* column_;
  Scalar* stretch_;  ///< zeros between one stretch and the next
};

}  // namespace SparseConv::Impl

#endif
