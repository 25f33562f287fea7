#ifndef SPARSECONV_METHODS_DIRECT_WINDOWS_LOOSEENTRIES_HPP
#define SPARSECONV_METHODS_DIRECT_WINDOWS_LOOSEENTRIES_HPP

#include <array>
#include <cstdlib>
#include <methods/Tiling.hpp>

namespace SparseConv::Impl {

/// A few entries of which no two reach the same pixel, and whose taps all lie inside the tile. The
/// result is the filter times each entry; only the order of the runs has to be found:
///
///     entry x, filter of two rows      0 0 0 . . . .      the runs in the order of
///     entry y, one row lower           1 1 1 . 2 2 2      their pixels: 0, 1, 2, 3
///                                      . . . . 3 3 3
template <class AnyTaps>
class LooseEntries {
 public:
  /// A run of an entry, and the first pixel to which it adds.
  struct PlacedRun {
    std::int64_t pixel;  ///< without the origin of the entries, see EntryList
    std::int32_t entry;  ///< counted from the first of the loose entries
    std::int32_t run;
  };

  /// \param width the width of the result
  LooseEntries(const AnyTaps& taps, std::int64_t width)
      : taps_(taps),
        width_(width),
        n_runs_(taps.n_runs()),
        height_(taps.reach.height()),
        width_of_reach_(taps.reach.width()),
        one_run_a_row_(has_one_run_a_row(taps)) {}

  /// Takes the entries k in [first, last) of a tile if they are loose: then the other functions are
  /// about these entries. \return whether they are loose
  template <class List>
  bool take_if_loose(const List& list, std::int64_t first, std::int64_t last, const Tile& tile) {
    n_ = last - first;
    first_ = first;
    if (n_ > most_entries || n_ * n_runs_ > most_runs || (n_ > 1 && !one_run_a_row_)) return false;
    if (are_too_many(tile)) return false;
    for (std::int64_t i = 0; i < n_; ++i) at_[i] = list.grid.split(list(first + i));
    return !any_clipped(tile) && !any_overlap();
  }

  std::int64_t first_entry() const { return first_; }
  std::int64_t n_runs() const { return n_ * n_runs_; }
  std::int64_t n_pixels() const { return n_ * taps_.n_taps; }

  /// The row of a run.
  std::int64_t row(const PlacedRun& run) const {
    return at_[run.entry].row + taps_.runs(run.run).row;
  }

  /// The runs of all entries, n_runs() of them, in ascending order of their pixels.
  const PlacedRun* place_runs() {
    for (std::int64_t i = 0; i < n_; ++i)
      for (std::int64_t r = 0; r < n_runs_; ++r) {
        const Run& run = taps_.runs(r);
        placed_[rank(i, r)] = {(at_[i].row + run.row) * width_ + at_[i].column + run.column,
                               static_cast<std::int32_t>(i), static_cast<std::int32_t>(r)};
      }
    return placed_.data();
  }

 private:
  static constexpr std::int64_t most_entries = 16, most_runs = 128;

  /// Whether every row that taps reach has one run of taps, as rank() takes for granted.
  static bool has_one_run_a_row(const AnyTaps& taps) {
    if (taps.n_runs() != taps.reach.height()) return false;
    for (std::int64_t r = 0; r < taps.n_runs(); ++r)
      if (taps.runs(r).row != taps.reach.first_row + r) return false;
    return true;
  }

  /// Whether that many entries all over a tile hardly ever are loose: more than two pairs of them
  /// are expected to reach the same pixel.
  bool are_too_many(const Tile& tile) const {
    const std::int64_t pairs = n_ * (n_ - 1) / 2;
    return pairs * (2 * height_ - 1) * (2 * width_of_reach_ - 1) > 2 * tile.size();
  }

  // Sums, in place of branches that would be hard to predict.

  bool any_clipped(const Tile& tile) const {
    const Reach& reach = taps_.reach;
    int n_clipped = at_[0].row + reach.first_row < tile.row ? 1 : 0;
    n_clipped += at_[n_ - 1].row + reach.last_row >= tile.row + tile.height ? 1 : 0;
    for (std::int64_t i = 0; i < n_; ++i) {
      n_clipped += at_[i].column + reach.first_column < tile.column ? 1 : 0;
      n_clipped += at_[i].column + reach.last_column >= tile.column + tile.width ? 1 : 0;
    }
    return n_clipped > 0;
  }

  bool any_overlap() const {
    int n_overlaps = 0;
    for (std::int64_t i = 0; i < n_; ++i)
      for (std::int64_t j = 0; j < i; ++j) {
        const int rows_meet = at_[i].row - at_[j].row < height_ ? 1 : 0;
        const int columns_meet = std::abs(at_[i].column - at_[j].column) < width_of_reach_ ? 1 : 0;
        n_overlaps += rows_meet * columns_meet;
      }
    return n_overlaps > 0;
  }

  /// How many runs precede run `r` of entry `i`. Where there are several entries, each row of the
  /// filter's reach must have exactly one run, so that run `r` is in row `r`.
  std::int64_t rank(std::int64_t i, std::int64_t r) const {
    std::int64_t before = r;
    for (std::int64_t j = 0; j < n_; ++j) {
      const std::int64_t left = at_[j].column < at_[i].column ? 1 : 0;
      const std::int64_t rows = at_[i].row - at_[j].row + r + left;
      before += j == i ? 0 : std::min(std::max<std::int64_t>(rows, 0), n_runs_);
    }
    return before;
  }

  const AnyTaps& taps_;
  std::int64_t width_, n_runs_, height_, width_of_reach_;
  bool one_run_a_row_;
  std::int64_t first_ = 0, n_ = 0;
  std::array<Pixel, most_entries> at_;
  std::array<PlacedRun, most_runs> placed_;
};

}  // namespace SparseConv::Impl

#endif
