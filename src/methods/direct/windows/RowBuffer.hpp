#ifndef SPARSECONV_METHODS_DIRECT_WINDOWS_ROWBUFFER_HPP
#define SPARSECONV_METHODS_DIRECT_WINDOWS_ROWBUFFER_HPP

#include <methods/direct/windows/Arena.hpp>
#include <methods/direct/windows/Window.hpp>

namespace SparseConv::Impl {

/// Memory in which a thread computes the sums of clusters, in any of the ways of sums.hpp, with
/// room for the widest window. Between one cluster and the next all pixels are zero.
template <class Scalar>
struct RowBuffer {
  Scalar* pixels;        ///< of the window: rows of the result, or of the image
  std::int64_t* shifts;  ///< one for each run
  Scalar* pair;          ///< two rows beside the window
  std::int64_t stride;   ///< from the first row of the pair to the second

  /// The second row of the pair, with room on both sides. Filters with factors need one row of
  /// zeros, and leave it zero; other filters use the pair, but never in the same plan.
  Scalar* stretch() const { return pair + stride; }

  /// The pixels have one row more than the window, as its last row may be the first of a pair.
  template <class AnyTaps>
  RowBuffer(Arena& arena, const AnyTaps& taps, const Window& widest)
      : pixels(arena.take<Scalar>(saturating_sum(saturating_product(widest.capacity(), word_bits),
                                                 widest.stride() + slack(taps)),
                                  slack(taps))),
        shifts(arena.take<std::int64_t>(taps.n_runs())),
        pair(arena.take<Scalar>(2 * widest.stride() + slack(taps))),
        stride(widest.stride()) {}

 private:
  /// Elements before the first pixel and after the last that may be touched without any effect on a
  /// result: whole words, so that the first pixel is aligned to a line of the cache.
  template <class AnyTaps>
  static std::int64_t slack(const AnyTaps& taps) {
    return (words_for(taps.padded_length() + taps.filter.width) + 1) * word_bits;
  }
};

}  // namespace SparseConv::Impl

#endif
