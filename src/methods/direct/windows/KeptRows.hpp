#ifndef SPARSECONV_METHODS_DIRECT_WINDOWS_KEPTROWS_HPP
#define SPARSECONV_METHODS_DIRECT_WINDOWS_KEPTROWS_HPP

#include <methods/direct/windows/EntryCells.hpp>
#include <methods/direct/windows/RowBuffer.hpp>

namespace SparseConv::Impl {

/// A window of rows of the image, from which the pixels of the result gather their sums: a step
/// needs rows that earlier steps took in.
template <class Scalar>
class KeptRows {
 public:
  KeptRows(const RowBuffer<Scalar>& buffer, const Window& window)
      : window_(window), pixels_(buffer.pixels) {}

  void clear(const PixelWord&) {}

  /// Moves the window down by the rows of a step.
  void move_down() { window_.move_down(pixels_, window_.stride(), window_.overlap); }

  /// Empties the window, of which the first `n` rows were used.
  void clear_rows(std::int64_t n) { std::fill_n(pixels_, n * window_.stride(), Scalar(0)); }

 protected:
  /// Where cell 0 is (EntryCells).
  Scalar* taken_in() const { return pixels_ + window_.overlap * window_.stride() + window_.margin; }

  const Window& window_;
  Scalar* pixels_;
};

}  // namespace SparseConv::Impl

#endif
