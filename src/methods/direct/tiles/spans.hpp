#ifndef SPARSECONV_METHODS_DIRECT_TILES_SPANS_HPP
#define SPARSECONV_METHODS_DIRECT_TILES_SPANS_HPP

#include <methods/Taps.hpp>
#include <methods/direct/Tiling.hpp>

namespace SparseConv::Impl {

/// Calls `visit(first_cell, length)` for what of each run of an entry falls into the tile; `pixel`
/// is the entry's. Cells are the pixels of the tile, numbered row by row.
template <class AnyTaps, class Visit>
KOKKOS_INLINE_FUNCTION void for_each_span(const Tile& tile, const AnyTaps& taps,
                                          PixelGrid::Pixel pixel, const Visit& visit) {
  for (std::int64_t r = 0; r < taps.n_runs(); ++r) {
    const Run run = taps.runs(r);
    const std::int64_t y = pixel.row + run.row - tile.row;
    const std::int64_t x = pixel.column + run.column - tile.column;
    const std::int64_t first = Kokkos::max<std::int64_t>(x, 0);
    const std::int64_t last = Kokkos::min<std::int64_t>(x + run.length, tile.width);
    if (y >= 0 && y < tile.height && first < last) visit(y * tile.width + first, last - first);
  }
}

/// Calls `visit(cell, entry)` for the entries of a tile that the tap at shift (row, column) carries
/// into it. No two of them reach the same cell.
template <class Member, class Entries, class Visit>
KOKKOS_INLINE_FUNCTION void for_each_hit(const Member& member, const Tile& tile,
                                         const PixelGrid& grid, const Entries& entries,
                                         std::int64_t row, std::int64_t column,
                                         const Visit& visit) {
  Kokkos::parallel_for(
      Kokkos::TeamThreadRange(member, tile.first_entry, tile.last_entry), [&](std::int64_t k) {
        const PixelGrid::Pixel pixel = grid.split(entries(k));
        const std::int64_t y = pixel.row + row - tile.row, x = pixel.column + column - tile.column;
        if (y >= 0 && y < tile.height && x >= 0 && x < tile.width) visit(y * tile.width + x, k);
      });
}

}  // namespace SparseConv::Impl

#endif
