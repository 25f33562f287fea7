#ifndef SPARSECONV_METHODS_DIRECT_WINDOWS_GATHEREDROWS_HPP
#define SPARSECONV_METHODS_DIRECT_WINDOWS_GATHEREDROWS_HPP

#include <methods/direct/windows/KeptRows.hpp>
#include <methods/direct/windows/Vector.hpp>

namespace SparseConv::Impl {

/// Computes the sums of crowded clusters: the window holds rows of the image, from which each pixel
/// of the result gathers its sum. The terms of a sum come in the same order as in ScatteredRows, so
/// that both compute the same sums, to the last bit.
template <class Scalar, class AnyTaps>
class GatheredRows : public KeptRows<Scalar> {
 public:
  GatheredRows(RowBuffer<Scalar>& buffer, const AnyTaps& taps, const Window& window)
      : KeptRows<Scalar>(buffer, window), taps_(taps), pair_(buffer.pair) {}

  /// Stores the values of the entries that a step takes in.
  void add(const EntryCells& cells, const Scalar* values) {
    const std::int32_t* const cell = cells.data();
    Scalar* const pixels = this->taken_in();
    for (std::int64_t i = 0; i < cells.size(); ++i) pixels[cell[i]] = values[i];
    end_of_pair_ = 0;
  }

  /// The sums of the pixels of a word. The words must come in ascending order.
  const Scalar* sums(const PixelWord& word) {
    if (word.index >= end_of_pair_) {
      const std::int64_t pair = word.index / (2 * window_.words);
      gather_pair(2 * pair);
      end_of_pair_ = (pair + 1) * 2 * window_.words;
    }
    return pair_ + (word.index - end_of_pair_ + 2 * window_.words) * word_bits;
  }

 private:
  using KeptRows<Scalar>::window_;
  using KeptRows<Scalar>::pixels_;

  /// Computes two rows at a time, as both need nearly the same pixels.
  void gather_pair(std::int64_t row) {
    constexpr std::int64_t n = vector_length<Scalar>;
    const std::int64_t end = window_.margin + window_.width;
    std::int64_t column = window_.margin;
    for (; column + 3 * n < end; column += 4 * n) gather<4>(row, column);
    if (column + 2 * n < end)
      gather<3>(row, column);
    else if (column + n < end)
      gather<2>(row, column);
    else if (column < end)
      gather<1>(row, column);
  }

  /// Computes `n` vectors of both rows. Each sum takes the pixels of the image in ascending order.
  template <int n>
  void gather(std::int64_t row, std::int64_t column) {
    constexpr std::int64_t length = vector_length<Scalar>;
    const std::int64_t stride = window_.stride();
    const std::int64_t n_columns = taps_.reach.width();
    const Scalar* weights = taps_.table.data() + (window_.overlap + 2) * n_columns;
    const Scalar* source = pixels_ + row * stride + column - taps_.reach.first_column;
    Vector<Scalar> upper[n] = {}, lower[n] = {};
    for (; weights != taps_.table.data(); weights -= n_columns, source += stride)
      for (std::int64_t tap = n_columns - 1; tap >= 0; --tap) {
        const Scalar upper_weight = weights[tap - n_columns], lower_weight = weights[tap];
        for (int i = 0; i < n; ++i) {
          const Vector<Scalar> pixels = in_register(load(source - tap + i * length));
          upper[i] += pixels * upper_weight;
          lower[i] += pixels * lower_weight;
        }
      }
    for (int i = 0; i < n; ++i) {
      store(pair_ + column + i * length, upper[i]);
      store(pair_ + stride + column + i * length, lower[i]);
    }
  }

  const AnyTaps& taps_;
  Scalar* pair_;                  ///< two rows of the result
  std::int64_t end_of_pair_ = 0;  ///< the word after the pair
};

}  // namespace SparseConv::Impl

#endif
