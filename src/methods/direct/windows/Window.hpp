#ifndef SPARSECONV_METHODS_DIRECT_WINDOWS_WINDOW_HPP
#define SPARSECONV_METHODS_DIRECT_WINDOWS_WINDOW_HPP

#include <algorithm>
#include <batch/saturate.hpp>
#include <divide_up.hpp>
#include <methods/Bitmap.hpp>
#include <methods/Taps.hpp>

namespace SparseConv::Impl {

/// The rows that a thread works on at a time while it moves down a cluster. Each step takes in
/// `rows` rows of the image and completes as many rows of the result. A window of the image
/// (BitRows, KeptRows) also keeps the rows above, which the first complete rows still need. A
/// window of the result (BegunRows) also has room for the rows below, which the last entries begin.
///
///         margin | width of the result | margin, and more to fill the last word
///        +-------+---------------------+-------+
///        |       |                     |       | \ image: kept, `overlap` rows
///        +-------+---------------------+-------+ /
///        |       |                     |       | \ image: taken in, `rows` rows
///        |       |                     |       | | result: complete
///        +-------+---------------------+-------+ /
///        |       |                     |       | \ result: begun, `overlap` rows
///        +-------+---------------------+-------+ /
///
/// After a step the window moves down by `rows` rows, so that the last `overlap` rows become the
/// first.
///
/// A row consists of whole words of pixels. The margin on either side takes what entries add beyond
/// the edges of the result, so that nothing has to be checked near an edge.
struct Window {
  std::int64_t width = 0;    ///< columns of the result that the window covers
  std::int64_t margin = 0;   ///< columns before the first column of the result
  std::int64_t words = 0;    ///< words of a row
  std::int64_t overlap = 0;  ///< height of the filter's reach less one: rows that two steps share
  std::int64_t rows = 0;     ///< rows that a step takes in

  template <class AnyTaps>
  Window(const AnyTaps& taps, std::int64_t width_of_result)
      : width(width_of_result),
        margin(taps.filter.width - 1),
        words(std::max<std::int64_t>(words_for(width + 2 * margin), 1)),
        overlap(taps.reach.last_row - taps.reach.first_row) {
    find_margins(static_cast<std::int64_t>(sizeof(taps.weights(0))));
    if (rows_collide(stride() * static_cast<std::int64_t>(sizeof(taps.weights(0))))) ++words;
    rows = std::max(cached_words / words, least_rows());
  }

  /// If many pixels have entries (`dense`), the first column of the result begins a vector in
  /// memory: sums are stored by vectors from that column on, and read by vectors that begin with a
  /// word. A load that needs the elements of two recent stores has to wait.
  void align(bool dense) { margin = margins_[dense ? 1 : 0]; }

  /// Whether the columns of the result are in the same places as in another window.
  bool has_columns_of(const Window& other) const {
    return width == other.width && margin == other.margin;
  }

  /// Pixels from one row to the next.
  std::int64_t stride() const { return words * word_bits; }

  /// Words of all rows, for a window as wide as this one at most.
  std::int64_t capacity() const {
    const auto words_of = [this](std::int64_t n) { return saturating_product(n + overlap, words); };
    const std::int64_t least =
        std::min(std::max(most_words, words_of(few_rows())), words_of(many_rows()));
    return std::max(least, saturating_sum(cached_words, words_of(0)));
  }

  /// Moves down what a window holds: the last `overlap` rows become the first, and zeros take the
  /// place of the rows from `used` on. (`rows` is at least `overlap`: nothing is overwritten before
  /// it is moved.)
  ///
  /// \param used the first row that has something else than zeros, and is not to stay
  template <class T>
  void move_down(T* first, std::int64_t row_length, std::int64_t used) const {
    T* const moved = first + rows * row_length;
    std::copy_n(moved, overlap * row_length, first);
    std::fill(first + used * row_length, moved + overlap * row_length, T(0));
  }

  /// The pixels of word `w` of a row that are pixels of the result.
  Word inside(std::int64_t w) const {
    const std::int64_t first = std::clamp<std::int64_t>(margin - w * word_bits, 0, word_bits);
    const std::int64_t last =
        std::clamp<std::int64_t>(margin + width - w * word_bits, first, word_bits);
    return first < last ? ones(first, last - first) : 0;
  }

 private:
  /// The second margin consists of whole vectors, unless rows would take more words then.
  void find_margins(std::int64_t bytes_of_pixel) {
    const std::int64_t length = 64 / bytes_of_pixel;
    const std::int64_t aligned = round_up(margin, length);
    const bool fits = words_for(aligned + width) == words_for(margin + width) &&
                      words_for(aligned + width + margin) == words;
    margins_[0] = margin;
    margins_[1] = fits ? aligned : margin;
  }

  /// Whether rows so many bytes apart are in few sets of the first-level cache, and look alike to a
  /// processor that compares 12 bits of an address to see whether a load needs an earlier store.
  bool rows_collide(std::int64_t bytes) const {
    constexpr std::int64_t bytes_of_way = 4096;
    return bytes % (bytes_of_way / 2) == 0 && overlap * bytes >= 4 * bytes_of_way;
  }

  /// Words of a window: enough for all rows of a small image, and few enough for the caches.
  static constexpr std::int64_t cached_words = 256;

  /// Words of a window, unless even few rows have more: some 230 megabytes for doubles.
  static constexpr std::int64_t most_words = 9 << 15;

  /// At least the overlap: the rows that a window keeps are rows of the step before.
  std::int64_t few_rows() const { return std::max<std::int64_t>(16, overlap); }

  /// So many rows that the overlap, which every step copies, is a small part.
  std::int64_t many_rows() const { return std::max<std::int64_t>(16, 4 * overlap); }

  /// The fewest rows of a step: many, unless these are too wide.
  std::int64_t least_rows() const {
    return std::clamp(most_words / words - overlap, few_rows(), many_rows());
  }

  std::int64_t margins_[2];  ///< of which align() takes one
};

/// Neighbouring pixels of the result: the pixels of a word of the window.
struct PixelWord {
  std::int64_t index;  ///< number of the word in the window, row by row
  Word bits;           ///< which pixels are stored
};

}  // namespace SparseConv::Impl

#endif
