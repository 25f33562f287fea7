#ifndef SPARSECONV_METHODS_DIRECT_TILES_TEAMTILE_HPP
#define SPARSECONV_METHODS_DIRECT_TILES_TEAMTILE_HPP

#include <divide_up.hpp>
#include <methods/Tiling.hpp>
#include <methods/tile_memory.hpp>

namespace SparseConv::Impl {

/// A tile as its team sees it: 32 bits number all of its pixels, which take a device half the
/// instructions. Rows that a filter is taken to may be beyond 32 bits.
struct TeamTile {
  std::int64_t row;
  int column, height, width;
  std::int64_t image, first_entry, last_entry;

  KOKKOS_INLINE_FUNCTION explicit TeamTile(const Tile& tile)
      : row(tile.row),
        column(static_cast<int>(tile.column)),
        height(static_cast<int>(tile.height)),
        width(static_cast<int>(tile.width)),
        image(tile.image),
        first_entry(tile.first_entry),
        last_entry(tile.last_entry) {}

  KOKKOS_INLINE_FUNCTION bool empty() const { return first_entry == last_entry; }
  KOKKOS_INLINE_FUNCTION int size() const { return height * width; }
  KOKKOS_INLINE_FUNCTION int n_words() const {
    constexpr unsigned bits = bits_of<TileWord>;
    return static_cast<int>(divide_up(static_cast<unsigned>(size()), bits));
  }

  /// The row of a pixel of the image, from the first one of the tile.
  KOKKOS_INLINE_FUNCTION int row_of(Pixel pixel) const { return static_cast<int>(pixel.row - row); }

  /// The column of a pixel of the image, from the first one of the tile. A column far from the tile
  /// is brought nearer, as 2^30 pixels away is out of reach as well.
  KOKKOS_INLINE_FUNCTION int column_of(Pixel pixel) const {
    constexpr int far = 1 << 30;
    return Kokkos::max(-far, Kokkos::min(static_cast<int>(pixel.column) - column, far));
  }
};

/// Whether a number is from 0 to `n - 1`.
KOKKOS_INLINE_FUNCTION bool is_below(int number, int n) {
  return static_cast<unsigned>(number) < static_cast<unsigned>(n);
}

/// Splits the numbers of a tile's pixels. With the half a quotient is at least 2^-17 of itself away
/// from an integer, which rounding does not reach: see most_cells. Many devices are slow at
/// `double`.
class TileRows {
 public:
  KOKKOS_INLINE_FUNCTION explicit TileRows(int width)
      : inverse_width_(1.0f / static_cast<float>(width)) {}

  KOKKOS_INLINE_FUNCTION int row_of(int cell) const {
    return static_cast<int>((static_cast<float>(cell) + 0.5f) * inverse_width_);
  }

 private:
  float inverse_width_;
};

/// Calls `visit(cell, n)` for the pixels of a tile that an entry reaches: `n >= 1` from number
/// `cell` on for each run, clipped to the tile.
template <class AnyTaps, class Visit>
KOKKOS_INLINE_FUNCTION void for_each_reached(const AnyTaps& taps, const TeamTile& tile, Pixel pixel,
                                             const Visit& visit) {
  const int entry_row = tile.row_of(pixel), entry_column = tile.column_of(pixel);
  for (int r = 0; r < static_cast<int>(taps.n_runs()); ++r) {
    const Run& run = taps.runs(r);
    const int row = entry_row + run.row, column = entry_column + run.column;
    const int first = Kokkos::max(column, 0), last = Kokkos::min(column + run.length, tile.width);
    if (is_below(row, tile.height) && first < last)
      visit(static_cast<unsigned>(row * tile.width + first), static_cast<unsigned>(last - first));
  }
}

}  // namespace SparseConv::Impl

#endif
