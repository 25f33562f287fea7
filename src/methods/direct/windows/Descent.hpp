#ifndef SPARSECONV_METHODS_DIRECT_WINDOWS_DESCENT_HPP
#define SPARSECONV_METHODS_DIRECT_WINDOWS_DESCENT_HPP

#include <methods/direct/windows/BitRows.hpp>
#include <methods/direct/windows/Clusters.hpp>
#include <methods/direct/windows/EntryCells.hpp>

namespace SparseConv::Impl {

/// Moves a window down the rows of the result that the entries of a cluster reach. `sums` computes
/// the values in the window, in one of the ways that sums.hpp lists:
///
///     for (Descent at(...); !at.done(); at.move_down(bits, sums)) {
///       at.take_in(cells, bits, sums);
///       ... the rows from at.row() on, at.n_rows() of them, are complete ...
///     }
template <class List, class AnyTaps>
class Descent {
 public:
  Descent(const List& list, const AnyTaps& taps, const Cluster& cluster, const Window& window,
          BitRows<AnyTaps>& bits)
      : list_(list),
        cluster_(cluster),
        window_(window),
        words_(window.words),
        first_row_(taps.reach.first_row),
        next_entry_(cluster.first_entry) {
    row_ = list.grid.split(list(cluster.first_entry)).row + first_row_;
    end_ = list.grid.split(list(cluster.last_entry - 1)).row + first_row_ + window.overlap + 1;
    bits.start(window, std::min(window.rows, end_ - row_));
  }

  bool done() const { return row_ >= end_; }

  /// The row of the result with which the window begins. It may be above the cluster.
  std::int64_t row() const { return row_; }
  std::int64_t n_rows() const { return n_rows_; }

  /// Takes in the next rows of the image.
  template <class Sums>
  void take_in(EntryCells& cells, BitRows<AnyTaps>& bits, Sums& sums) {
    const std::int64_t begin = (row_ - first_row_) * list_.grid.width;
    const std::int64_t first = next_entry_;
    next_entry_ =
        lower_bound(list_, first, cluster_.last_entry, begin + window_.rows * list_.grid.width);
    n_rows_ = std::min(window_.rows, end_ - row_);
    first_word_ = (cluster_.row - row_) * window_.words;
    last_word_ = first_word_ + cluster_.height * window_.words;
    cells.find(list_.pixels + first, next_entry_ - first, begin, cluster_.column, list_.grid,
               window_);
    bits.add(cells);
    sums.add(cells, list_.values + first);
  }

  /// Moves the window down, or empties it after the last rows.
  template <class Sums>
  void move_down(BitRows<AnyTaps>& bits, Sums& sums) {
    if (n_rows_ < window_.rows) {
      bits.clear(n_rows_);
      sums.clear_rows(n_rows_);
    } else {
      bits.move_down();
      sums.move_down();
    }
    row_ += n_rows_;
  }

  /// Whether a word of the window has pixels that are stored and in the cluster.
  bool holds(const PixelWord& word) const {
    return word.bits != 0 && word.index >= first_word_ && word.index < last_word_;
  }

  /// The row and the column of a word's first pixel, in the grid of the entries.
  Pixel place(const PixelWord& word) const {
    const Pixel at = words_.split_small(word.index);
    return {row_ + at.row, at.column * word_bits + cluster_.column - window_.margin};
  }

 private:
  const List list_;
  const Cluster cluster_;
  const Window window_;
  const PixelGrid words_;
  const std::int64_t first_row_;
  std::int64_t next_entry_;
  std::int64_t row_ = 0, end_ = 0, n_rows_ = 0;
  std::int64_t first_word_ = 0, last_word_ = 0;  ///< words of the window that are in the cluster
};

}  // namespace SparseConv::Impl

#endif
