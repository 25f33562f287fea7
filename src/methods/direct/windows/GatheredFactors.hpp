#ifndef SPARSECONV_METHODS_DIRECT_WINDOWS_GATHEREDFACTORS_HPP
#define SPARSECONV_METHODS_DIRECT_WINDOWS_GATHEREDFACTORS_HPP

#include <methods/direct/windows/FactorRow.hpp>
#include <methods/direct/windows/KeptRows.hpp>
#include <methods/direct/windows/Vector.hpp>

namespace SparseConv::Impl {

/// Computes the sums of a filter that is a column times a row, where most pixels are reached. The
/// window holds rows of the image times the row of the filter, from which each pixel of the result
/// gathers its sum with the column. In crowded clusters the first pass gathers, too. All sums get
/// their terms in the same order as in ScatteredFactors, and are the same to the last bit.
template <class Scalar, class AnyRuns>
class GatheredFactors : public KeptRows<Scalar> {
 public:
  template <class AnyTaps, class AnyFactors>
  GatheredFactors(RowBuffer<Scalar>& buffer, const AnyTaps& taps, const AnyFactors& factors,
                  const AnyRuns& shifted, const Window& window, bool crowded)
      : KeptRows<Scalar>(buffer, window),
        row_(taps, factors, shifted),
        column_(factors.column.data()),
        image_row_(crowded ? buffer.stretch() : nullptr) {}

  /// The first pass, for the entries that a step takes in.
  void add(const EntryCells& cells, const Scalar* values) {
    if (image_row_ != nullptr)
      gather(cells, values);
    else
      scatter(cells, values);
  }

  /// The second pass, for the pixels of a word.
  const Scalar* sums(const PixelWord& word) {
    const std::int64_t first = lowest_one(word.bits) / per_vector * per_vector;
    add_up(this->pixels_ + word.index * word_bits + first, highest_one(word.bits) + 1 - first,
           {this->window_.stride(), column_, this->window_.overlap + 1}, sums_ + first);
    return sums_;
  }

 private:
  void scatter(const EntryCells& cells, const Scalar* values) {
    const std::int32_t* const cell = cells.data();
    const std::int64_t first = this->taken_in() - this->pixels_ + row_.first_column;
    for (std::int64_t i = 0; i < cells.size(); ++i)
      row_.add(values[i], this->pixels_, first + cell[i]);
  }

  /// Gathers one row of the image after the other.
  void gather(const EntryCells& cells, const Scalar* values) {
    const std::int32_t* const cell = cells.data();
    const std::int64_t stride = this->window_.stride(), margin = this->window_.margin;
    for (std::int64_t i = 0; i < cells.size();) {
      const std::int64_t begin = (cell[i] + margin) / stride * stride, first = i;
      Scalar* const pixels = image_row_ + margin - begin;
      for (; i < cells.size() && cell[i] + margin < begin + stride; ++i)
        pixels[cell[i]] = values[i];
      gather_row(this->taken_in() + begin, cell[first] - begin + row_.first_column,
                 cell[i - 1] - begin + row_.first_column + row_.length);
      for (std::int64_t k = first; k < i; ++k) pixels[cell[k]] = Scalar(0);
    }
  }

  /// Computes the pixels `left` to `right - 1` of a row, and some more, which are zero.
  void gather_row(Scalar* target, std::int64_t left, std::int64_t right) {
    const Scalar* const pixels =
        image_row_ + this->window_.margin - row_.first_column - row_.length + 1;
    add_up(pixels + left, right - left, {1, row_.weights, row_.length}, target + left);
  }

  /// A sum of `n` pixels, `stride` apart, times the weights in reverse order.
  struct Terms {
    std::int64_t stride;
    const Scalar* weights;
    std::int64_t n;
  };

  static constexpr std::int64_t per_vector = vector_length<Scalar>;

  /// Computes the sums of `n` neighbouring pixels, and of some more to their right.
  static void add_up(const Scalar* first, std::int64_t n, const Terms& terms, Scalar* to) {
    for (; n > 6 * per_vector; n -= 8 * per_vector, first += 8 * per_vector, to += 8 * per_vector)
      add_up_vectors<8>(first, terms, to);
    if (n > 4 * per_vector)
      add_up_vectors<6>(first, terms, to);
    else if (n > 2 * per_vector)
      add_up_vectors<4>(first, terms, to);
    else if (n > 0)
      add_up_vectors<2>(first, terms, to);
  }

  /// Computes `n` vectors of sums, in registers.
  template <int n>
  static void add_up_vectors(const Scalar* pixels, const Terms& terms, Scalar* to) {
    Vector<Scalar> sums[n] = {};
    for (std::int64_t tap = terms.n - 1; tap >= 0; --tap, pixels += terms.stride)
      for (int i = 0; i < n; ++i) sums[i] += load(pixels + i * per_vector) * terms.weights[tap];
    for (int i = 0; i < n; ++i) store(to + i * per_vector, sums[i]);
  }

  FactorRow<Scalar, AnyRuns> row_;
  const Scalar* column_;
  Scalar* image_row_;  ///< of a crowded cluster: one row, zeros between one and the next
  alignas(64) Scalar sums_[3 * word_bits];  ///< of a word, and what is computed to its right
};

}  // namespace SparseConv::Impl

#endif
