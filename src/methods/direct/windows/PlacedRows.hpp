#ifndef SPARSECONV_METHODS_DIRECT_WINDOWS_PLACEDROWS_HPP
#define SPARSECONV_METHODS_DIRECT_WINDOWS_PLACEDROWS_HPP

#include <limits>
#include <methods/Tiling.hpp>
#include <methods/direct/windows/Arena.hpp>
#include <methods/direct/windows/Vector.hpp>

namespace SparseConv::Impl {

/// A row of the filter, placed at an entry, in one number. Its first pixel is in the first column
/// of the filter's reach, and may lie beside the tile.
class PlacedRow {
 public:
  PlacedRow() = default;
  PlacedRow(std::int64_t place, std::int64_t entry)
      : number_(static_cast<std::uint64_t>(place + (entry << 32))) {}

  std::int32_t place() const { return static_cast<std::int32_t>(number_); }  ///< see PlacedRows
  std::int64_t entry() const { return number_ >> 32 & 0xffff; }  ///< from the first of the entries
  std::int64_t row() const { return number_ >> 48; }             ///< of the filter's reach

  /// Goes to the next row of the filter, `places` further on.
  void move_down(std::int64_t places) {
    number_ += (std::uint64_t(1) << 48) + static_cast<std::uint64_t>(places);
  }

 private:
  std::uint64_t number_;
};

/// A few entries, most of which reach no pixel in common. Their result needs no window: it consists
/// of the rows of the filter, placed at each entry, of which only the order has to be found:
///
///     entry x, filter of two rows      0 0 0 . . . .      the rows in the order of
///     entry y, one row lower           1 1 1 . 2 2 2      their pixels: 0, 1, 2, 3
///                                      . . . . 3 3 3
///
/// The order comes from two sorts that keep the order before: of the entries by column, and of the
/// placed rows by row, which counts the placed rows in each row of the result. Neither has branches
/// that would be hard to predict.
///
/// A place is the number of a pixel where rows without placed rows are left out, and rows are so
/// wide that a placed row never reaches the next.
template <class AnyTaps>
class PlacedRows {
 public:
  PlacedRows(Arena& arena, const AnyTaps& taps, std::int64_t output_width)
      : reach_(taps.reach),
        margin_(taps.filter.width),
        output_width_(output_width),
        is_rectangle_(taps.n_taps == reach_.height() * reach_.width()),
        entry_rows_(arena.take<std::int32_t>(most_entries)),
        origins_(arena.take<std::int64_t>(most_entries)),
        first_rows_(arena.take<std::int32_t>(most_entries)),
        columns_(arena.take<std::int32_t>(most_entries)),
        keys_(arena.take<std::int32_t>(most_entries)),
        by_column_(arena.take<std::int32_t>(most_entries + lanes)),
        clipped_(arena.take<std::int32_t>(most_entries)),
        counts_(arena.take<std::int32_t>(most_rows + reach_.height() + 1)),
        rows_(arena.take<PlacedRow>(most_rows + 1)) {}

  /// Takes the entries k in [first, last) of a tile if they are few and far apart: then the other
  /// functions are about these entries. Unless the taps fill the filter's reach, no rows may meet
  /// or lie beside the tile. \return whether the entries are taken
  template <class List>
  bool take(const List& list, std::int64_t first, std::int64_t last, const Tile& tile) {
    // An image that is one tile has all its entries there, even those above and below.
    const auto row = [&](std::int64_t k) { return list.grid.split(list(k)).row; };
    while (first < last && row(first) + reach_.last_row < tile.row) ++first;
    while (first < last && row(last - 1) + reach_.first_row >= tile.row + tile.height) --last;
    n_ = last - first;
    first_ = first;
    stride_ = tile.width + 3 * margin_;
    if (n_ == 0 || !fit()) return false;
    if (!is_rectangle_ && some_will_meet(tile)) return false;
    split(list, tile);
    if (!is_rectangle_ && any_clipped()) return false;
    find_first_rows();
    sort_by_column();
    place(list.origin, tile);
    const std::int64_t n_met = count_met();
    return is_rectangle_ ? 4 * n_met <= n_ * reach_.height() : n_met == 0;
  }

  /// How many entries are worth trying to take together, where take() takes no more: if none may
  /// meet, so few that they hardly ever do.
  std::int64_t most() const {
    constexpr std::int64_t few = 2;
    return is_rectangle_ ? std::min(most_entries, most_rows / reach_.height()) : few;
  }

  std::int64_t first_entry() const { return first_; }

  /// The row and the column of a placed row.
  Pixel pixel(PlacedRow placed) const {
    return {entry_rows_[placed.entry()] + reach_.first_row + placed.row(),
            columns_[placed.entry()] + left_};
  }

  /// The number of this pixel in the result.
  std::int64_t number(PlacedRow placed) const {
    return origins_[placed.entry()] + placed.row() * (output_width_ - stride_) + placed.place();
  }

  /// Calls `alone(row)` for the placed rows that have their pixels for themselves, inside the tile,
  /// and `together(first, last)` for neighbours that may share pixels or lie beside the tile in
  /// part; in ascending order of their pixels.
  template <class Alone, class Together>
  void for_each(const Alone& alone, const Together& together) const {
    const auto width = static_cast<std::int32_t>(reach_.width());
    PlacedRow* const end = rows_ + end_;
    for (PlacedRow* row = rows_ + begin_; row < end;) {
      const std::int32_t meets_next = row[1].place() < row->place() + width ? 1 : 0;
      if ((meets_next | clipped_[row->entry()]) == 0) {
        alone(*row++);
      } else {
        PlacedRow* const first = row++;
        while (row->place() < row[-1].place() + width) ++row;
        together(first, row);
      }
    }
  }

 private:
  static constexpr std::int64_t most_entries = 64, most_rows = 1024;

  static constexpr std::int64_t lanes = vector_bytes / 4;
  using Numbers = typename VectorOf<std::int32_t, lanes>::type;

  /// Whether there is memory for the placed rows, and 32 bits for their places.
  bool fit() const {
    return n_ <= most_entries && n_ * reach_.height() <= most_rows &&
           stride_ * std::max(most_entries, n_ * reach_.height()) <= PixelGrid::small;
  }

  /// Whether so many entries all over a tile hardly ever have their pixels for themselves: more
  /// than one pair in two such tiles is expected to meet.
  bool some_will_meet(const Tile& tile) const {
    return n_ * (n_ - 1) * (2 * reach_.height() - 1) * (2 * reach_.width() - 1) > tile.size();
  }

  /// Finds the rows of the entries, and the first columns that they reach, from `left_` on.
  template <class List>
  void split(const List& list, const Tile& tile) {
    left_ = tile.column - margin_;
    const std::int64_t shift = reach_.first_column - left_;
    const std::int64_t most = margin_ + tile.width - reach_.width();
    for (std::int64_t i = 0; i < n_; ++i) {
      const Pixel pixel = list.grid.split(list(first_ + i));
      const auto column = static_cast<std::int32_t>(pixel.column + shift);
      entry_rows_[i] = static_cast<std::int32_t>(pixel.row);
      columns_[i] = column;
      clipped_[i] = (column < margin_ ? 1 : 0) | (column > most ? 1 : 0);
      keys_[i] = column * static_cast<std::int32_t>(most_entries) + static_cast<std::int32_t>(i);
    }
  }

  void find_first_rows() {
    first_rows_[0] = 0;
    for (std::int64_t i = 1; i < n_; ++i) {
      const std::int64_t down =
          std::min<std::int64_t>(entry_rows_[i] - entry_rows_[i - 1], reach_.height());
      first_rows_[i] = first_rows_[i - 1] + static_cast<std::int32_t>(down);
    }
  }

  /// The rank of an entry is the number of smaller keys. No two keys are equal.
  void sort_by_column() {
    for (std::int64_t i = n_; i % lanes != 0; ++i) keys_[i] = std::numeric_limits<int>::max();
    for (std::int64_t i = 0; i < n_; i += lanes) {
      const auto keys = load_as<Numbers>(keys_ + i);
      Numbers ranks = {};
      for (std::int64_t j = 0; j < n_; ++j) ranks -= keys > keys_[j];
      for (std::int64_t l = 0; l < lanes; ++l)
        by_column_[ranks[l]] = static_cast<std::int32_t>(i + l);
    }
  }

  void place(std::int64_t origin, const Tile& tile) {
    const std::int64_t height = reach_.height();
    const std::int64_t n_rows = count_rows();
    const std::int64_t above = tile.row - entry_rows_[0] - reach_.first_row;
    const std::int64_t below = entry_rows_[n_ - 1] + reach_.last_row + 1 - tile.row - tile.height;
    begin_ = counts_[std::max<std::int64_t>(0, above)];
    end_ = counts_[n_rows - std::max<std::int64_t>(0, below)];
    PlacedRow* const rows = rows_;
    for (std::int64_t i = 0; i < n_; ++i) {
      const std::int32_t entry = by_column_[i];
      const std::int64_t place = first_rows_[entry] * stride_ + columns_[entry];
      origins_[entry] = (entry_rows_[entry] + reach_.first_row) * output_width_ + columns_[entry] +
                        left_ + origin - place;
      std::int32_t* const next = counts_ + first_rows_[entry];
      PlacedRow placed(place, entry);
      for (std::int64_t row = 0; row < height; ++row) {
        rows[next[row]++] = placed;
        placed.move_down(stride_);
      }
    }
    rows[n_ * height] = PlacedRow(PixelGrid::small, 0);
  }

  /// Finds how many placed rows lie above each row of the result. \return the number of rows
  std::int64_t count_rows() {
    const std::int64_t height = reach_.height(), n_rows = first_rows_[n_ - 1] + height;
    std::fill_n(counts_, n_rows + 1, 0);
    for (std::int64_t i = 0; i < n_; ++i) {
      ++counts_[first_rows_[i]];
      --counts_[first_rows_[i] + height];
    }
    std::int32_t in_row = 0, above = 0;
    for (std::int64_t row = 0; row <= n_rows; ++row) {
      in_row += counts_[row];
      counts_[row] = above;
      above += in_row;
    }
    return n_rows;
  }

  bool any_clipped() const {
    std::int32_t n = 0;
    for (std::int64_t i = 0; i < n_; ++i) n += clipped_[i];
    return n > 0;
  }

  /// How many placed rows reach a pixel that the next one reaches, too.
  std::int64_t count_met() const {
    const auto width = static_cast<std::int32_t>(reach_.width());
    std::int32_t n = 0;
    for (std::int64_t i = 0; i < n_ * reach_.height(); ++i)
      n += rows_[i + 1].place() - rows_[i].place() < width ? 1 : 0;
    return n;
  }

  Reach reach_;
  /// Columns on either side of the tile in the numbering of places, so that a placed row that
  /// begins beside the tile has a place of at least 0, too.
  std::int64_t margin_;
  std::int64_t output_width_;
  bool is_rectangle_;  ///< whether the taps fill the filter's reach
  std::int64_t first_ = 0, n_ = 0;
  std::int64_t stride_ = 0;           ///< places of a row
  std::int64_t left_ = 0;             ///< the column of the result with place 0
  std::int64_t begin_ = 0, end_ = 0;  ///< the placed rows that lie in rows of the tile

  // Of each entry:
  std::int32_t* entry_rows_;
  std::int64_t* origins_;     ///< what is added to places to have numbers in the result
  std::int32_t* first_rows_;  ///< that it reaches, without empty rows
  std::int32_t* columns_;     ///< the first one that it reaches, from `left_` on
  std::int32_t* keys_;        ///< the order by columns
  std::int32_t* by_column_;   ///< the entries in this order
  std::int32_t* clipped_;     ///< 1 if it reaches columns beside the tile

  std::int32_t* counts_;  ///< of the placed rows above each row
  PlacedRow* rows_;       ///< in ascending order, and a place beyond all others
};

}  // namespace SparseConv::Impl

#endif
