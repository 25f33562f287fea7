#ifndef SPARSECONV_METHODS_DIRECT_WINDOWS_STRIPS_HPP
#define SPARSECONV_METHODS_DIRECT_WINDOWS_STRIPS_HPP

#include <limits>
#include <methods/direct/windows/Arena.hpp>
#include <methods/direct/windows/Clusters.hpp>
#include <methods/direct/windows/find_near.hpp>

namespace SparseConv::Impl {

/// Cuts tiles, by WindowWidth::cuts(), into tiers of some rows, and tiers into strips of some
/// columns. The entries that reach a strip are copied, and numbered in a grid of its own, so that a
/// window moves down a strip as down a narrow tile:
///
///     a tile of two tiers,     the grid of strip 4, with the pixels
///     with three strips each   around it that a filter of 3x3 reaches
///      0 0 0 1 1 1 2 2          . x . . .
///      0 0 0 1 1 1 2 2          . . . x .
///      3 3 3 4 4 4 5 5          x . . . .
///      3 3 3 4 4 4 5 5          . . . . x
template <class Scalar, class Ordinal, class AnyTaps>
class Strips {
 public:
  using List = EntryList<Scalar, Ordinal>;

  /// Columns of a strip: so few that its window stays in a cache of the second level, unless the
  /// filter is too high for that, and so many that few entries reach two strips.
  static std::int64_t width_for(const AnyTaps& taps) {
    constexpr std::int64_t cached_bytes = 1 << 20, least = 1024;
    const Window window(taps, least);
    const std::int64_t bytes_of_column = (window.rows + window.overlap) * sizeof(Scalar);
    return std::max({cached_bytes / bytes_of_column, least, 4 * taps.filter.width});
  }

  /// \param width        of a strip, or 0 if there are none
  /// \param output_width of the results
  Strips(Arena& arena, const AnyTaps& taps, std::int64_t width, std::int64_t output_width)
      : reach_(taps.reach),
        window_(taps, width),
        width_(width),
        output_width_(output_width),
        grid_(std::max<std::int64_t>(1, width + reach_.width() - 1)),
        most_rows_(most_rows_for(reach_.height())),
        next_(arena.take<std::int64_t>(most_image_rows())),
        end_(arena.take<std::int64_t>(most_image_rows())),
        column_(arena.take<std::int64_t>(most_image_rows())),
        pixels_(arena.take<Ordinal>(saturating_product(most_image_rows(), grid_.width))),
        values_(arena.take<Scalar>(saturating_product(most_image_rows(), grid_.width))) {}

  std::int64_t most_rows() const { return most_rows_; }

  /// The row with which every tier begins, in the grids of its strips.
  std::int64_t row_of_tier() const { return reach_.last_row; }

  /// Calls `body(tier)` for the tiers of a tile that entries reach, from top to bottom.
  template <class Body>
  void for_each_tier(const List& list, const Tile& tile, const Body& body) const {
    const Clusters<List> clusters(list, tile, window_, Clusters<List>::rows_of_gap(window_));
    clusters.for_each([&](std::int64_t first, std::int64_t last) {
      Tile tier = make_cluster(list, reach_, tile, first, last);
      const std::int64_t end = tier.row + tier.height;
      for (; tier.row < end; tier.row += tier.height) {
        tier.height = std::min(most_rows_, end - tier.row);
        find_entries(list, list.grid, reach_, first, last, tier);
        if (!tier.empty()) body(tier);
      }
    });
  }

  /// Calls `body(strip, entries)` for the strips of a tier that entries reach, from left to right.
  template <class Body>
  void for_each_strip(const List& list, const Tile& tier, const Body& body) {
    find_rows(list, tier);
    const std::int64_t end = tier.column + tier.width;
    for (std::int64_t left = tier.column, right; (left = next_left(tier, left)) < end;
         left = right) {
      right = std::min(left + width_, end);
      Tile strip{{row_of_tier(), reach_.last_column, tier.height, right - left}, tier.image, 0, 0};
      const List entries = copy_strip(list, tier, left, strip);
      if (strip.size() > 0) body(strip, entries);
    }
  }

 private:
  /// Beyond all columns, and so far from the largest number that a shift does not pass it.
  static constexpr std::int64_t no_column = std::numeric_limits<std::int64_t>::max() / 2;

  /// The most rows of a tier: so many that the rows around it, which are copied with it, cost
  /// little, unless these are very many themselves.
  static std::int64_t most_rows_for(std::int64_t filter_height) {
    constexpr std::int64_t least = 32, enough = 320;
    return std::clamp(8 * filter_height, least, std::max(enough, 2 * filter_height));
  }

  /// Rows of the image that reach a tier.
  std::int64_t most_image_rows() const { return width_ > 0 ? most_rows_ + window_.overlap : 0; }
  std::int64_t n_image_rows(const Tile& tier) const { return tier.height + window_.overlap; }

  /// The first pixel of row `r` of these rows.
  std::int64_t begin_of_row(const List& list, const Tile& tier, std::int64_t r) const {
    return (tier.row - reach_.last_row + r) * list.grid.width;
  }

  /// Finds in each of these rows the entries that reach the first column of the tier, or later
  /// columns.
  void find_rows(const List& list, const Tile& tier) {
    std::int64_t k = tier.first_entry;
    for (std::int64_t r = 0; r < n_image_rows(tier); ++r) {
      const std::int64_t begin = begin_of_row(list, tier, r);
      end_[r] = lower_bound(list, k, tier.last_entry, begin + list.grid.width);
      set_next(list, r, skip(list, k, end_[r], begin + tier.column - reach_.last_column), begin);
      k = end_[r];
    }
  }

  void set_next(const List& list, std::int64_t r, std::int64_t k, std::int64_t begin_of_row) {
    next_[r] = k;
    column_[r] = k < end_[r] ? list(k) - begin_of_row : no_column;
  }

  /// The first entry k in [first, last) whose pixel is at least `pixel`, or `last`.
  static std::int64_t skip(const List& list, std::int64_t first, std::int64_t last,
                           std::int64_t pixel) {
    return find_near(list.pixels + first, list.pixels + last, pixel) - list.pixels;
  }

  /// The first column of the result, from `left` on, that entries to come may reach.
  std::int64_t next_left(const Tile& tier, std::int64_t left) const {
    std::int64_t column = no_column;
    for (std::int64_t r = 0; r < n_image_rows(tier); ++r) column = std::min(column, column_[r]);
    return std::max(left, column + reach_.first_column);
  }

  /// Copies the entries that reach a strip which begins with column `left` of the result.
  /// \param strip gets the entries, and is made as small as the box of what they reach
  List copy_strip(const List& list, const Tile& tier, std::int64_t left, Tile& strip) {
    const std::int64_t end = left + strip.width - reach_.first_column;
    Columns columns{grid_.width, -1};
    std::int64_t n = 0;
    for (std::int64_t r = 0; r < n_image_rows(tier); ++r) {
      if (column_[r] >= end) continue;
      const std::int64_t begin = begin_of_row(list, tier, r), before = left - reach_.last_column;
      const std::int64_t first = next_[r], last = skip(list, first, end_[r], begin + end);
      copy_entries(list, first, last, n, r * grid_.width - begin - before);
      columns.first = std::min(columns.first, list(first) - begin - before);
      columns.second = std::max(columns.second, list(last - 1) - begin - before);
      n += last - first;
      // Entries that reach the next strip, too, are copied again.
      const std::int64_t next = left + strip.width - reach_.last_column;
      set_next(list, r, skip(list, first, last, begin + next), begin);
    }
    const List entries{pixels_, values_, grid_,
                       (tier.row - strip.row) * output_width_ + left - strip.column};
    strip = {bounding_box(entries, grid_, reach_, strip, 0, n, columns), tier.image, 0, n};
    return entries;
  }

  /// Copies entries. The numbers of pixels, and the cells of a window, fit 32 bits, as the memory
  /// of a thread is limited (ThreadWindows).
  void copy_entries(const List& list, std::int64_t first, std::int64_t last, std::int64_t to,
                    std::int64_t shift) {
    for (std::int64_t k = first; k < last; ++k)
      pixels_[to + k - first] = static_cast<Ordinal>(list(k) + shift);
    std::copy(list.values + first, list.values + last, values_ + to);
  }

  Reach reach_;
  Window window_;  ///< for a strip
  std::int64_t width_, output_width_;
  PixelGrid grid_;  ///< of the entries of a strip
  std::int64_t most_rows_;
  std::int64_t *next_, *end_;  ///< of each row of the image: the entries that are still to come
  std::int64_t* column_;       ///< of the next entry of each row, or `no_column`
  Ordinal* pixels_;            ///< of the entries of a strip, and their values
  Scalar* values_;
};

}  // namespace SparseConv::Impl

#endif
