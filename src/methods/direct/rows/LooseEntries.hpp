#ifndef SPARSECONV_METHODS_DIRECT_ROWS_LOOSEENTRIES_HPP
#define SPARSECONV_METHODS_DIRECT_ROWS_LOOSEENTRIES_HPP

#include <array>
#include <cstdlib>
#include <methods/direct/Tiling.hpp>

namespace SparseConv::Impl {

/// A few entries of which no two reach the same pixel, and all of whose taps count. Their result is
/// the filter times each of them; only the order of their runs of taps has to be found.
template <class AnyTaps>
class LooseEntries {
 public:
  /// \param width of the result
  LooseEntries(const AnyTaps& taps, PixelGrid grid, std::int64_t width)
      : taps_(taps),
        grid_(grid),
        width_(width),
        n_runs_(taps.n_runs()),
        height_(taps.reach.last_row - taps.reach.first_row + 1) {}

  /// Whether the entries k in [first, last) of a band are loose. If so, they are the ones that
  /// for_each_run() goes over.
  template <class Ordinal>
  bool take(const Ordinal* columns, std::int64_t first, std::int64_t last, const Tile& band) {
    n_ = last - first;
    if (n_ > most_entries || n_ * n_runs_ > most_runs || (n_ > 1 && n_runs_ != height_))
      return false;
    for (std::int64_t i = 0; i < n_; ++i) at_[i] = grid_.split(columns[first + i]);
    first_ = first;
    return !any_clipped(band) && !any_overlap();
  }

  /// Calls `visit(entry, run, pixel)` for the runs of all entries, in ascending order of `pixel`,
  /// the first one that the run adds to.
  template <class Visit>
  void for_each_run(const Visit& visit) const {
    std::array<Place, most_runs> places;
    for (std::int64_t i = 0; i < n_; ++i)
      for (std::int64_t r = 0; r < n_runs_; ++r) {
        const Run& run = taps_.runs(r);
        places[rank(i, r)] = {(at_[i].row + run.row) * width_ + at_[i].column + run.column,
                              static_cast<std::int32_t>(i), static_cast<std::int32_t>(r)};
      }
    for (std::int64_t p = 0; p < n_ * n_runs_; ++p)
      visit(first_ + places[p].entry, taps_.runs(places[p].run), places[p].pixel);
  }

 private:
  static constexpr std::int64_t most_entries = 16, most_runs = 128;

  struct Place {
    std::int64_t pixel;
    std::int32_t entry, run;
  };

  // Sums, in place of branches that would be hard to predict.

  bool any_clipped(const Tile& band) const {
    const Reach& reach = taps_.reach;
    int n_clipped = at_[0].row + reach.first_row < band.row ? 1 : 0;
    n_clipped += at_[n_ - 1].row + reach.last_row >= band.row + band.height ? 1 : 0;
    for (std::int64_t i = 0; i < n_; ++i) {
      n_clipped += at_[i].column + reach.first_column < band.column ? 1 : 0;
      n_clipped += at_[i].column + reach.last_column >= band.column + band.width ? 1 : 0;
    }
    return n_clipped > 0;
  }

  bool any_overlap() const {
    const std::int64_t width = taps_.reach.last_column - taps_.reach.first_column + 1;
    int n_overlaps = 0;
    for (std::int64_t i = 0; i < n_; ++i)
      for (std::int64_t j = 0; j < i; ++j) {
        const int rows_meet = at_[i].row - at_[j].row < height_ ? 1 : 0;
        const int columns_meet = std::abs(at_[i].column - at_[j].column) < width ? 1 : 0;
        n_overlaps += rows_meet * columns_meet;
      }
    return n_overlaps > 0;
  }

  /// How many runs precede run `r` of entry `i`. Where there are several entries, a filter row has
  /// one run.
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
  PixelGrid grid_;
  std::int64_t width_, n_runs_, height_;
  std::int64_t first_ = 0, n_ = 0;
  std::array<PixelGrid::Pixel, most_entries> at_;
};

}  // namespace SparseConv::Impl

#endif
