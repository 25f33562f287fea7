#ifndef SPARSECONV_METHODS_DIRECT_WINDOWS_BITROWS_HPP
#define SPARSECONV_METHODS_DIRECT_WINDOWS_BITROWS_HPP

#include <batch/simd.hpp>
#include <methods/direct/windows/EntryCells.hpp>
#include <methods/direct/windows/Marks.hpp>

namespace SparseConv::Impl {

/// Finds the pixels of the result that are stored.
///
/// An entry sets only the bit of its own pixel. Then each span of taps takes two steps for a row of
/// the result, each for many pixels at a time. The first step unites the rows of the image from
/// which runs of the span reach the row. The second step spreads the united bits over the columns
/// of the span. For a box of 3x3 taps, which has one span:
///
///     . . x . .
///     . x . . .   united:  . x x . .   spread over 3 pixels:  o o o o .
///     . . . . .
template <class AnyTaps>
class BitRows {
 public:
  BitRows(Arena& arena, const AnyTaps& taps, const Window& widest)
      : taps_(taps),
        window_(widest),
        runs_(arena.take<Run>(taps.n_runs())),
        entries_(arena.take<Word>(widest.capacity(), before(taps))),
        united_(arena.take<Word>(widest.capacity(), before(taps))),
        reached_(arena.take<Word>(widest.capacity())),
        inside_(arena.take<Word>(widest.capacity())),
        list_(arena.take<PixelWord>(widest.capacity() + 1)),
        marks_(arena.take<Mark>(std::min(widest.capacity(), most_marked) * word_bits)) {
    if (arena.measures()) return;
    for (std::int64_t r = 0; r < taps.n_runs(); ++r) runs_[r] = taps.runs(r);
    std::sort(runs_, runs_ + taps.n_runs(),
              [](const Run& a, const Run& b) { return a.span < b.span; });
  }

  /// Begins a cluster. count() and list() will look at the first `n_rows` rows of the window only.
  void start(const Window& window, std::int64_t n_rows) {
    touched_ = {};
    if (window.has_columns_of(window_) && n_rows <= n_rows_) return;
    window_ = window;
    n_rows_ = n_rows;
    for (std::int64_t w = 0; w < window.words; ++w) {
      const Word inside = window.inside(w);
      for (std::int64_t i = w; i < n_rows * window.words; i += window.words) inside_[i] = inside;
    }
  }

  /// Sets the bits of the entries that a step takes in.
  void add(const EntryCells& cells) {
    added_ = {};
    if (cells.size() == 0) return;
    const std::int64_t shift = window_.margin + taps_.reach.first_column;
    added_ = {(cells.first_column() + shift) / word_bits,
              (cells.last_column() + window_.margin + taps_.reach.last_column) / word_bits + 1};
    touched_ = hull(touched_, added_);
    if (cells.size() < many)
      set(cells, shift);
    else
      set_many(cells, shift);
  }

  /// The number of stored pixels in rows `first` to `last - 1` of the window of the result.
  std::int64_t count(std::int64_t first, std::int64_t last) const {
    std::int64_t n = 0;
    for_each_piece(first, last, [&](std::int64_t begin, std::int64_t end) {
      find_reached(begin, end);
      n += count_stored(begin, end);
    });
    return n;
  }

  /// Calls `body(row, n)` with this number of each row.
  template <class Body>
  void count_rows(std::int64_t first, std::int64_t last, const Body& body) const {
    const std::int64_t words = window_.words;
    for_each_piece(first, last, [&](std::int64_t begin, std::int64_t end) {
      find_reached(begin, end);
      for (std::int64_t row = begin / words; row * words < end; ++row)
        body(row, count_stored(std::max(row * words, begin), std::min((row + 1) * words, end)));
    });
  }

  struct List {
    const PixelWord* first;
    const PixelWord* last;
    const PixelWord* begin() const { return first; }
    const PixelWord* end() const { return last; }
  };

  /// The words in the first `n` rows that entries reach, in ascending order. Entries may reach a
  /// word in the margin only: such a word has no bits. Not inlined: it is half of a kernel's code,
  /// and the same in all kernels.
  SPARSECONV_FLATTEN List list(std::int64_t n) const {
    PixelWord* next = list_;
    for_each_piece(0, n, [&](std::int64_t begin, std::int64_t end) {
      find_reached(begin, end);
      for (std::int64_t w = begin; w < end; ++w) {
        *next = {w, reached_[w] & inside_[w]};
        next += reached_[w] != 0;  // no branch, which would be hard to predict
      }
    });
    return {list_, next};
  }

  /// Moves the window down by the rows of a step.
  void move_down() {
    window_.move_down(entries_, window_.words, window_.overlap);
    touched_ = added_;
  }

  /// Empties the window, of which entries reach the first `n` rows only.
  void clear(std::int64_t n) {
    for_each_piece(0, n, [&](std::int64_t begin, std::int64_t end) {
      std::fill(entries_ + begin, entries_ + end, Word(0));
    });
    touched_ = {};
  }

 private:
  static constexpr std::int64_t many = 128;          ///< entries for which a call pays
  static constexpr std::int64_t most_marked = 4096;  ///< words for which there are marks

  /// Words `first` to `last - 1` of a row.
  struct Range {
    std::int64_t first = 0, last = 0;
    bool empty() const { return first == last; }
  };

  /// The smallest range with both.
  static Range hull(const Range& a, const Range& b) {
    if (a.empty()) return b;
    if (b.empty()) return a;
    return {std::min(a.first, b.first), std::max(a.last, b.last)};
  }

  /// Sets the bits of entries. Cell 0 is bit `shift` of the first row that the step takes in.
  void set(const EntryCells& cells, std::int64_t shift) {
    const std::int32_t* const cell = cells.data();
    const std::int64_t first = window_.overlap * window_.stride() + shift;
    const auto set_one = [&](std::int64_t i) {
      const auto bit = static_cast<std::uint32_t>(cell[i] + static_cast<std::int32_t>(first));
      entries_[bit / word_bits] |= Word(1) << bit % word_bits;
    };
    // Neighbours write to the same word, where each write waits for the last one. To avoid this,
    // entries from four quarters take turns.
    const std::int64_t quarter = cells.size() / 4;
    for (std::int64_t i = 0; i < quarter; ++i)
      for (std::int64_t q = 0; q < 4; ++q) set_one(q * quarter + i);
    for (std::int64_t i = 4 * quarter; i < cells.size(); ++i) set_one(i);
  }

  /// The same for many entries, by way of bytes (Marks.hpp) where a word has enough of them. Not
  /// inlined, as it is the same in all kernels.
  SPARSECONV_FLATTEN void set_many(const EntryCells& cells, std::int64_t shift) {
    constexpr std::int64_t worth_marks = 7;  // entries in each word, measured on Zen 5
    const std::int64_t words = window_.words;
    const std::int64_t n_rows = (cells.data()[cells.size() - 1] + shift) / window_.stride() + 1;
    const Range added = added_;  // a copy, as to set a byte may change an object to the compiler
    if (n_rows * words > most_marked ||
        cells.size() < worth_marks * n_rows * (added.last - added.first))
      return set(cells, shift);
    mark(marks_ + shift, cells.data(), cells.size());
    Word* const entries = entries_ + window_.overlap * words;
    for (std::int64_t row = 0; row < n_rows; ++row)
      for (std::int64_t w = row * words + added.first; w < row * words + added.last; ++w)
        entries[w] = take_marks(marks_ + w * word_bits);
  }

  /// Calls `body(begin, end)` for pieces of some rows that contain all words that entries touch:
  /// for all words of the rows at once, unless the touched words are a small part of many.
  template <class Body>
  void for_each_piece(std::int64_t first_row, std::int64_t last_row, const Body& body) const {
    constexpr std::int64_t few = 192;
    const std::int64_t words = window_.words;
    if (last_row <= first_row) return;
    if (4 * (touched_.last - touched_.first) >= words || (last_row - first_row) * words <= few)
      return body(first_row * words, last_row * words);
    for (std::int64_t row = first_row; row < last_row; ++row)
      body(row * words + touched_.first, row * words + touched_.last);
  }

  /// The number of stored pixels in words whose reached pixels have been found.
  std::int64_t count_stored(std::int64_t begin, std::int64_t end) const {
    std::int64_t n = 0;
    for (std::int64_t w = begin; w < end; ++w) n += count_ones(reached_[w] & inside_[w]);
    return n;
  }

  /// Finds the pixels that entries reach, for words `begin` to `end - 1` of the result.
  void find_reached(std::int64_t begin, std::int64_t end) const {
    const Run* run = runs_;
    for (std::int64_t s = 0; s < taps_.n_spans(); ++s) {
      const Run* const first = run;
      while (run != runs_ + taps_.n_runs() && run->span == s) ++run;
      const std::int64_t shift = taps_.spans(s).column - taps_.reach.first_column;
      const std::int64_t length = taps_.spans(s).length;
      unite_rows(first, run, begin - (shift + length - 1) / word_bits - 1, end);
      spread(shift, length, s > 0, begin, end);
    }
  }

  /// Unites the rows of the image from which the runs of a span reach words of the result.
  void unite_rows(const Run* first, const Run* last, std::int64_t begin, std::int64_t end) const {
    const auto source = [&](const Run* run) {
      const std::int64_t row = std::min(run, last - 1)->row;
      return entries_ + (window_.overlap + taps_.reach.first_row - row) * window_.words + begin;
    };
    for (const Run* run = first; run < last; run += 4)
      or_rows(united_ + begin, run > first, source(run), source(run + 1), source(run + 2),
              source(run + 3), end - begin);
  }

  static void or_rows(Word* KOKKOS_RESTRICT to, bool keep, const Word* a, const Word* b,
                      const Word* c, const Word* d, std::int64_t n) {
    const Word kept = keep ? ~Word(0) : 0;
    SPARSECONV_SIMD()
    for (std::int64_t w = 0; w < n; ++w) to[w] = (to[w] & kept) | a[w] | b[w] | c[w] | d[w];
  }

  /// Copies each bit to the pixels `first`, `first + 1` ... `first + length - 1` after its own.
  void spread(std::int64_t first, std::int64_t length, bool keep, std::int64_t begin,
              std::int64_t end) const {
    for (std::int64_t done = 0, n; done < length; done += n) {
      const std::int64_t bit = (first + done) % word_bits;
      n = std::min(length - done, word_bits - bit);
      const Word* const from = united_ + begin - (first + done) / word_bits;
      if (n <= 8)
        spread<3>(reached_ + begin, keep || done > 0, from, end - begin, bit, n);
      else
        spread<6>(reached_ + begin, keep || done > 0, from, end - begin, bit, n);
    }
  }

  /// The same for shifts inside a word and into the next word.
  template <int n_steps>
  static void spread(Word* KOKKOS_RESTRICT to, bool keep, const Word* from, std::int64_t n,
                     std::int64_t first, std::int64_t length) {
    std::int64_t steps[n_steps] = {};  // each step at most doubles the copies
    for (std::int64_t step = 0, done = 1; done < length; done += steps[step++])
      steps[step] = std::min(done, length - done);
    const Word kept = keep ? ~Word(0) : 0;
    const std::int64_t back = word_bits - first - length;
    SPARSECONV_SIMD()
    for (std::int64_t w = 0; w < n; ++w) {
      Word here = from[w], before = from[w - 1];
      for (int step = 0; step < n_steps; ++step) {
        here |= here << steps[step];
        before |= before >> steps[step];
      }
      to[w] = (to[w] & kept) | here << first | before >> 1 >> back;
    }
  }

  /// Words before the first row. The first words of a row take bits from the words before them,
  /// even if there is no row; these bits are zero.
  static std::int64_t before(const AnyTaps& taps) {
    constexpr std::int64_t words_of_line = 8;
    return words_for(taps.filter.width + word_bits) / words_of_line * words_of_line + words_of_line;
  }

  const AnyTaps& taps_;
  Window window_;
  std::int64_t n_rows_ = -1;  ///< rows for which `inside_` is made
  Run* runs_;                 ///< ordered by span
  Word* entries_;             ///< pixels of the image that have entries
  Word* united_;              ///< rows of the image, united for one span
  Word* reached_;             ///< pixels that entries reach with any span
  Word* inside_;              ///< pixels of the window that are pixels of the result
  PixelWord* list_;
  Mark* marks_;  ///< of the entries that a step takes in, if there are not too many words
  Range added_, touched_;
};

}  // namespace SparseConv::Impl

#endif
