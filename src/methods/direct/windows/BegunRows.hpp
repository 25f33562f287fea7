#ifndef SPARSECONV_METHODS_DIRECT_WINDOWS_BEGUNROWS_HPP
#define SPARSECONV_METHODS_DIRECT_WINDOWS_BEGUNROWS_HPP

#include <methods/direct/windows/EntryCells.hpp>
#include <methods/direct/windows/RowBuffer.hpp>
#include <methods/direct/windows/Vector.hpp>

namespace SparseConv::Impl {

/// A window of rows of the result, to which entries are added: after a step some rows are complete,
/// and the rows below are begun.
template <class Scalar>
class BegunRows {
 public:
  BegunRows(const RowBuffer<Scalar>& buffer, const Window& window)
      : window_(window), pixels_(buffer.pixels) {}

  /// The sums of the pixels of a word.
  const Scalar* sums(const PixelWord& word) const { return pixels_ + word.index * word_bits; }

  /// Sets the sums of a word to zero, for the rows to come. To words that no tap reaches only zeros
  /// were added.
  void clear(const PixelWord& word) {
    Scalar* const sums = pixels_ + word.index * word_bits;
    // GCC would use `rep stos` for doubles, which takes long to start.
    const Vector<Scalar> zeros = in_register(Vector<Scalar>{});
    for (std::int64_t i = 0; i < word_bits; i += vector_length<Scalar>) store(sums + i, zeros);
  }

  /// Moves the window down by the rows of a step, which are clear.
  void move_down() { window_.move_down(pixels_, window_.stride(), window_.rows); }

  void clear_rows(std::int64_t) {}  // all rows are complete, and clear

 protected:
  /// Where cell 0 is (EntryCells), in the row of the result that the first row of the filter takes
  /// it to.
  Scalar* cells() const { return pixels_ + window_.margin; }

  const Window& window_;
  Scalar* pixels_;
};

}  // namespace SparseConv::Impl

#endif
