#ifndef SPARSECONV_METHODS_DIRECT_ROWS_BITROWS_HPP
#define SPARSECONV_METHODS_DIRECT_ROWS_BITROWS_HPP

#include <methods/direct/rows/Scratch.hpp>
#include <methods/direct/rows/Window.hpp>

namespace SparseConv::Impl {

/// Finds the pixels of the result that are stored.
///
/// An entry sets bits in its own row of the image alone, once for each extent of the filter's runs.
/// A row of the result is the union of such rows, many pixels at a time.
template <class AnyTaps>
class BitRows {
 public:
  BitRows(Scratch& scratch, const AnyTaps& taps, const Window& widest)
      : taps_(taps),
        window_(widest),
        rows_(scratch.zeros<Word>(taps.n_extents() * widest.capacity() + 1)),
        union_(scratch.uninitialized<Word>(widest.capacity())),
        inside_(scratch.uninitialized<Word>(widest.words)),
        list_(scratch.uninitialized<RowWord>(widest.capacity() + 1)) {}

  static std::int64_t bytes(const AnyTaps& taps, const Window& widest) {
    const std::int64_t n = widest.capacity();
    return Scratch::bytes<Word>(taps.n_extents() * n + 1) + Scratch::bytes<Word>(n) +
           Scratch::bytes<Word>(widest.words) + Scratch::bytes<RowWord>(n + 1);
  }

  /// Begins with another image.
  void start(const Window& window) {
    window_ = window;
    for (std::int64_t w = 0; w < window.words; ++w) inside_[w] = window.inside(w);
  }

  /// Adds the entries k from `first` up to but not including `last`. `place(k)` tells row and
  /// column of an entry, counted from the first row of the window and the first column of the
  /// result.
  template <class Place>
  void add(std::int64_t first, std::int64_t last, const Place& place) {
    added_ = {};
    for (std::int64_t e = 0; e < taps_.n_extents(); ++e)
      added_ = unite(added_, add(e, first, last, place));
    touched_ = unite(touched_, added_);
  }

  /// Pixels that are stored in the rows of the result from `first` up to but not including `last`.
  std::int64_t count(std::int64_t first, std::int64_t last) const {
    unite_rows(first, last);
    std::int64_t n = 0;
    for (std::int64_t row = first; row < last; ++row)
      for (std::int64_t w = touched_.first; w < touched_.last; ++w)
        n += count_ones(union_[row * window_.words + w] & inside_[w]);
    return n;
  }

  struct List {
    const RowWord* first;
    const RowWord* last;
    const RowWord* begin() const { return first; }
    const RowWord* end() const { return last; }
  };

  /// The words of the first `n` rows that entries reach, in ascending order.
  List list(std::int64_t n) const {
    unite_rows(0, n);
    const auto n_rows = static_cast<std::int32_t>(n);
    const auto first = static_cast<std::int32_t>(touched_.first);
    const auto last = static_cast<std::int32_t>(touched_.last);
    const Word* words = union_;
    const Word* const inside = inside_;
    RowWord* next = list_;
    for (std::int32_t row = 0; row < n_rows; ++row, words += window_.words)
      for (std::int32_t w = first; w < last; ++w) {
        *next = {row, w, words[w] & inside[w]};
        next += words[w] != 0;  // no branch, which would be hard to predict
      }
    return {list_, next};
  }

  /// Moves the window down by all its rows.
  void advance() {
    const std::int64_t kept = window_.overlap * window_.words;
    const std::int64_t gone = window_.rows * window_.words;
    for (std::int64_t e = 0; e < taps_.n_extents(); ++e) {
      Word* const rows = rows_of(e);
      std::copy(rows + gone, rows + gone + kept, rows);
      std::fill(rows + kept, rows + kept + gone, Word(0));
    }
    touched_ = added_;
  }

  /// Empties the window, in which the first `n` rows are all that entries reach.
  void clear(std::int64_t n) {
    for (std::int64_t e = 0; e < taps_.n_extents(); ++e)
      for_each_piece(0, n, [&](std::int64_t begin, std::int64_t end) {
        std::fill(rows_of(e) + begin, rows_of(e) + end, Word(0));
      });
    touched_ = {};
  }

 private:
  /// Words of a row.
  struct Range {
    std::int64_t first = 0, last = 0;
    bool empty() const { return first == last; }
  };

  static Range unite(const Range& a, const Range& b) {
    if (a.empty()) return b;
    if (b.empty()) return a;
    return {std::min(a.first, b.first), std::max(a.last, b.last)};
  }

  /// The rows of the image with one extent.
  Word* rows_of(std::int64_t extent) const {
    return rows_ + extent * window_.height() * window_.words;
  }

  /// Adds the entries with one extent. Returns the words that they touch.
  template <class Place>
  Range add(std::int64_t number, std::int64_t first, std::int64_t last, const Place& place) {
    const std::int64_t length = taps_.extents(number).length;
    const std::int64_t shift = window_.margin + taps_.extents(number).column;
    const std::int64_t stride = window_.stride();
    Word* const rows = rows_of(number) + window_.overlap * window_.words;
    std::int64_t least = stride, most = 0;
    const auto set = [&](std::int64_t k) {
      const PixelGrid::Pixel pixel = place(k);
      const std::int64_t begin = pixel.column + shift;
      least = std::min(least, begin);
      most = std::max(most, begin);
      set_bits(rows, pixel.row * stride + begin, length);
    };
    // Neighbours write to the same word, one after the other: better take entries from far apart.
    const std::int64_t quarter = (last - first) / 4;
    for (std::int64_t k = first; k < first + quarter; ++k) {
      set(k);
      set(k + quarter);
      set(k + 2 * quarter);
      set(k + 3 * quarter);
    }
    for (std::int64_t k = first + 4 * quarter; k < last; ++k) set(k);
    if (first == last) return {};
    return {least / word_bits, (most + length - 1) / word_bits + 1};
  }

  /// Calls `body(begin, end)` for the pieces of rows that entries touch, whole rows at once.
  template <class Body>
  void for_each_piece(std::int64_t first_row, std::int64_t last_row, const Body& body) const {
    const std::int64_t words = window_.words;
    if (touched_.last - touched_.first == words) return body(first_row * words, last_row * words);
    for (std::int64_t row = first_row; row < last_row; ++row)
      body(row * words + touched_.first, row * words + touched_.last);
  }

  /// Unites the rows of the image that reach rows of the result.
  void unite_rows(std::int64_t first_row, std::int64_t last_row) const {
    for (std::int64_t r = 0; r < taps_.n_runs(); ++r) {
      const Run& run = taps_.runs(r);
      const std::int64_t above = window_.overlap + taps_.reach.first_row - run.row;
      const Word* const from = rows_of(run.extent) + above * window_.words;
      for_each_piece(first_row, last_row, [&](std::int64_t begin, std::int64_t end) {
        if (r == 0)
          std::copy(from + begin, from + end, union_ + begin);
        else
          unite_words(union_ + begin, from + begin, end - begin);
      });
    }
  }

  static void unite_words(Word* KOKKOS_RESTRICT to, const Word* KOKKOS_RESTRICT from,
                          std::int64_t n) {
    for (std::int64_t w = 0; w < n; ++w) to[w] |= from[w];
  }

  const AnyTaps& taps_;
  Window window_;
  Word* rows_;    ///< of the image, for one extent after the other
  Word* union_;   ///< rows of the result
  Word* inside_;  ///< the pixels of a row that are pixels of the result
  RowWord* list_;
  Range added_, touched_;
};

}  // namespace SparseConv::Impl

#endif
