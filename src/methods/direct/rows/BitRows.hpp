#ifndef SPARSECONV_METHODS_DIRECT_ROWS_BITROWS_HPP
#define SPARSECONV_METHODS_DIRECT_ROWS_BITROWS_HPP

#include <methods/direct/rows/Places.hpp>
#include <methods/simd.hpp>

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
        inside_(scratch.uninitialized<Word>(widest.capacity())),
        list_(scratch.uninitialized<PixelWord>(widest.capacity() + 1)) {}

  static std::int64_t bytes(const AnyTaps& taps, const Window& widest) {
    const std::int64_t n = widest.capacity();
    return Scratch::bytes<Word>(taps.n_extents() * n + 1) + 2 * Scratch::bytes<Word>(n) +
           Scratch::bytes<PixelWord>(n + 1);
  }

  /// Begins with another image.
  void start(const Window& window) {
    touched_ = {};
    if (window.width == width_) return;
    window_ = window;
    width_ = window.width;
    const std::int64_t n = window.rows * window.words;
    for (std::int64_t w = 0; w < window.words; ++w) inside_[w] = window.inside(w);
    for (std::int64_t w = window.words; w < n; ++w) inside_[w] = inside_[w - window.words];
  }

  /// Adds entries.
  void add(const Places& places) {
    added_ = {};
    if (places.size() > 0) {
      const std::int64_t first = window_.margin + places.first_column() + taps_.reach.first_column;
      const std::int64_t last = window_.margin + places.last_column() + taps_.reach.last_column;
      added_ = {first / word_bits, last / word_bits + 1};
    }
    touched_ = unite(touched_, added_);
    for (std::int64_t e = 0; e < taps_.n_extents(); ++e) add(e, places.data(), places.size());
  }

  /// Pixels that are stored in the rows of the result from `first` up to but not including `last`.
  std::int64_t count(std::int64_t first, std::int64_t last) const {
    std::int64_t n = 0;
    for_each_piece(first, last, [&](std::int64_t begin, std::int64_t end) {
      unite(begin, end);
      for (std::int64_t w = begin; w < end; ++w) n += count_ones(union_[w] & inside_[w]);
    });
    return n;
  }

  struct List {
    const PixelWord* first;
    const PixelWord* last;
    const PixelWord* begin() const { return first; }
    const PixelWord* end() const { return last; }
  };

  /// The words of the first `n` rows that entries reach, in ascending order.
  List list(std::int64_t n) const {
    PixelWord* next = list_;
    for_each_piece(0, n, [&](std::int64_t begin, std::int64_t end) {
      unite(begin, end);
      for (std::int64_t w = begin; w < end; ++w) {
        *next = {w, union_[w] & inside_[w]};
        next += union_[w] != 0;  // no branch, which would be hard to predict
      }
    });
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

  /// Adds entries with one extent.
  void add(std::int64_t number, const std::int32_t* places, std::int64_t n) {
    const std::int64_t length = taps_.extents(number).length;
    const std::int64_t shift = window_.margin + taps_.extents(number).column;
    Word* const rows = rows_of(number) + window_.overlap * window_.words;
    // Neighbours write to the same word, one after the other: better take entries from far apart.
    const std::int64_t quarter = n / 4;
    for (std::int64_t i = 0; i < quarter; ++i)
      for (std::int64_t part = 0; part < 4; ++part)
        set_bits(rows, places[part * quarter + i] + shift, length);
    for (std::int64_t i = 4 * quarter; i < n; ++i) set_bits(rows, places[i] + shift, length);
  }

  /// Calls `body(begin, end)` for the words of rows that entries touch: all at once, unless they
  /// are a small part of wide rows.
  template <class Body>
  void for_each_piece(std::int64_t first_row, std::int64_t last_row, const Body& body) const {
    const std::int64_t words = window_.words;
    if (last_row <= first_row) return;
    if (4 * (touched_.last - touched_.first) >= words)
      return body(first_row * words, last_row * words);
    for (std::int64_t row = first_row; row < last_row; ++row)
      body(row * words + touched_.first, row * words + touched_.last);
  }

  /// Unites, for words of the result, those of the rows of the image that reach them.
  void unite(std::int64_t begin, std::int64_t end) const {
    const auto source = [&](std::int64_t r) {
      const Run& run = taps_.runs(std::min(r, taps_.n_runs() - 1));
      const std::int64_t above = window_.overlap + taps_.reach.first_row - run.row;
      return rows_of(run.extent) + above * window_.words + begin;
    };
    for (std::int64_t r = 0; r < taps_.n_runs(); r += 4)
      unite(union_ + begin, r > 0, source(r), source(r + 1), source(r + 2), source(r + 3),
            end - begin);
  }

  static void unite(Word* KOKKOS_RESTRICT to, bool keep, const Word* a, const Word* b,
                    const Word* c, const Word* d, std::int64_t n) {
    const Word kept = keep ? ~Word(0) : 0;
    SPARSECONV_SIMD()
    for (std::int64_t w = 0; w < n; ++w) to[w] = (to[w] & kept) | a[w] | b[w] | c[w] | d[w];
  }

  const AnyTaps& taps_;
  Window window_;
  std::int64_t width_ = -1;  ///< for which the window is made
  Word* rows_;               ///< of the image, for one extent after the other
  Word* union_;              ///< rows of the result
  Word* inside_;             ///< pixels of the window that are pixels of the result
  PixelWord* list_;
  Range added_, touched_;
};

}  // namespace SparseConv::Impl

#endif
