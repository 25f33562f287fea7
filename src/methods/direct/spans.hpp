#ifndef SPARSECONV_METHODS_DIRECT_SPANS_HPP
#define SPARSECONV_METHODS_DIRECT_SPANS_HPP

#include <methods/Taps.hpp>
#include <methods/direct/Tiling.hpp>

namespace SparseConv::Impl {

/// Calls `visit(cell, length, first_weight)` for each run of an entry, with what of the run falls
/// into the tile. Cells are the pixels of the tile, numbered row by row; `pixel` is the entry's.
template <class AnyTaps, class Visit>
KOKKOS_INLINE_FUNCTION void for_each_span(const Tile& tile, const AnyTaps& taps,
                                          PixelGrid::Pixel pixel, const Visit& visit) {
  const std::int64_t row = pixel.row - tile.row, column = pixel.column - tile.column;
  const Reach& reach = taps.reach;
  const bool interior = row + reach.first_row >= 0 && row + reach.last_row < tile.height &&
                        column + reach.first_column >= 0 && column + reach.last_column < tile.width;
  for (std::int64_t i = 0; i < taps.n_runs(); ++i) {
    const Run run = taps.runs(i);
    const std::int64_t y = row + run.row, x = column + run.column;
    if (interior) {
      visit(y * tile.width + x, run.length, run.first_weight);
    } else if (y >= 0 && y < tile.height) {
      const std::int64_t first = Kokkos::max<std::int64_t>(x, 0);
      const std::int64_t last = Kokkos::min<std::int64_t>(x + run.length, tile.width);
      if (first < last) visit(y * tile.width + first, last - first, run.first_weight + first - x);
    }
  }
}

/// Calls `visit(cell, entry)` for the entries of a tile that the tap at shift (row, column) carries
/// into it. No two of them reach the same cell.
template <class Team, class Member, class Entries, class Visit>
KOKKOS_INLINE_FUNCTION void for_each_hit(const Member& member, const Tile& tile,
                                         const PixelGrid& grid, const Entries& entries,
                                         std::int64_t row, std::int64_t column,
                                         const Visit& visit) {
  Team::for_each(member, tile.first_entry, tile.last_entry, [&](const std::int64_t k) {
    const PixelGrid::Pixel pixel = grid.split(entries(k));
    const std::int64_t y = pixel.row + row - tile.row, x = pixel.column + column - tile.column;
    if (y >= 0 && y < tile.height && x >= 0 && x < tile.width) visit(y * tile.width + x, k);
  });
}

}  // namespace SparseConv::Impl

#endif
