#ifndef SPARSECONV_METHODS_DIRECT_ROWS_ROWBUFFER_HPP
#define SPARSECONV_METHODS_DIRECT_ROWS_ROWBUFFER_HPP

#include <methods/direct/rows/Scratch.hpp>
#include <methods/direct/rows/Window.hpp>

namespace SparseConv::Impl {

/// Memory for the pixels of a window. Between one image and the next they are all zero.
template <class Scalar>
struct RowBuffer {
  Scalar* pixels;
  std::int64_t* shifts;  ///< one for each run
  Scalar* pair;          ///< two rows more

  template <class AnyTaps>
  RowBuffer(Scratch& scratch, const AnyTaps& taps, const Window& widest)
      : pixels(scratch.take<Scalar>(n_pixels(taps, widest)) + slack(taps)),
        shifts(scratch.take<std::int64_t>(taps.n_runs())),
        pair(scratch.take<Scalar>(2 * widest.stride() + slack(taps))) {}

  template <class AnyTaps>
  static std::int64_t bytes(const AnyTaps& taps, const Window& widest) {
    return Scratch::bytes<Scalar>(n_pixels(taps, widest)) +
           Scratch::bytes<std::int64_t>(taps.n_runs()) +
           Scratch::bytes<Scalar>(2 * widest.stride() + slack(taps));
  }

 private:
  /// What may be touched before the first pixel and behind the last, without effect on a result.
  template <class AnyTaps>
  static std::int64_t slack(const AnyTaps& taps) {
    return (taps.padded_length() + taps.filter.width) / lanes * lanes + word_bits;
  }

  /// With one row more, for the last row of a window to be half of a pair.
  template <class AnyTaps>
  static std::int64_t n_pixels(const AnyTaps& taps, const Window& widest) {
    return widest.capacity() * word_bits + widest.stride() + 2 * slack(taps);
  }
};

}  // namespace SparseConv::Impl

#endif
