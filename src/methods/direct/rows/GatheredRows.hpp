#ifndef SPARSECONV_METHODS_DIRECT_ROWS_GATHEREDROWS_HPP
#define SPARSECONV_METHODS_DIRECT_ROWS_GATHEREDROWS_HPP

#include <methods/direct/rows/RowBuffer.hpp>

namespace SparseConv::Impl {

/// Computes the sums of crowded images: the window holds rows of the image, and each pixel of the
/// result gathers from them. The terms of a sum come in the same order as where entries are
/// scattered, so that both give the same bits.
template <class Scalar, class AnyTaps>
class GatheredRows {
 public:
  GatheredRows(RowBuffer<Scalar>& buffer, const AnyTaps& taps, const Window& window)
      : taps_(taps),
        window_(window),
        pixels_(buffer.pixels),
        shifts_(buffer.shifts),
        sums_(buffer.sums) {
    for (std::int64_t r = 0; r < taps.n_runs(); ++r) {
      const Run& run = taps.runs(r);
      shifts_[r] = (window.overlap + taps.reach.first_row - run.row) * window.stride() - run.column;
    }
  }

  /// As BitRows::add().
  template <class Values, class Place>
  void add(std::int64_t first, std::int64_t last, const Values& values, const Place& place) {
    const std::int64_t stride = window_.stride();
    Scalar* const pixels = pixels_ + window_.overlap * stride + window_.margin;
    for (std::int64_t k = first; k < last; ++k) {
      const PixelGrid::Pixel pixel = place(k);
      pixels[pixel.row * stride + pixel.column] = values(k);
    }
  }

  /// Sums of the pixels of a word. Those that are not stored may be anything.
  const Scalar* sums(const PixelWord& word) {
    const Scalar* const pixels = pixels_ + word.place * word_bits;
    if (word.bits >> 48 != 0)
      gather<64>(pixels);
    else if (word.bits >> 32 != 0)
      gather<48>(pixels);
    else if (word.bits >> 16 != 0)
      gather<32>(pixels);
    else
      gather<16>(pixels);
    return sums_;
  }

  void clear(const PixelWord&) {}

  /// Moves the window down by all its rows.
  void advance() {
    const std::int64_t kept = window_.overlap * window_.stride();
    const std::int64_t gone = window_.rows * window_.stride();
    std::copy(pixels_ + gone, pixels_ + gone + kept, pixels_);
    std::fill(pixels_ + kept, pixels_ + kept + gone, Scalar(0));
  }

  /// Empties the window, in which the first `n` rows are all that were used.
  void restart(std::int64_t n) { std::fill_n(pixels_, n * window_.stride(), Scalar(0)); }

 private:
  /// Sums of the first `n` pixels from one on.
  template <int n>
  void gather(const Scalar* pixels) {
    Scalar sums[n] = {};
    for (std::int64_t r = taps_.n_runs() - 1; r >= 0; --r) {
      const std::int64_t length = taps_.runs(r).length;
      const Scalar* const weights = taps_.weights.data() + taps_.runs(r).first_weight;
      const Scalar* const source = pixels + shifts_[r];
      for (std::int64_t tap = length - 1; tap >= 0; --tap)
        for (int i = 0; i < n; ++i) sums[i] += source[i - tap] * weights[tap];
    }
    std::copy(sums, sums + n, sums_);
  }

  const AnyTaps& taps_;
  const Window& window_;
  Scalar* pixels_;
  std::int64_t*
      shifts_;  ///< from a pixel of the result to that of the image below a run's first tap
  Scalar* sums_;
};

}  // namespace SparseConv::Impl

#endif
