#ifndef SPARSECONV_METHODS_DIRECT_SPANS_HPP
#define SPARSECONV_METHODS_DIRECT_SPANS_HPP

#include <methods/Taps.hpp>
#include <methods/direct/Tiling.hpp>

namespace SparseConv::Impl {

/// What of a run falls into a tile. Cells are the pixels of the tile, numbered row by row.
struct Span {
  std::int64_t first_cell;
  std::int64_t length;
  std::int64_t first_weight;
  bool whole;  ///< the run is not cut off: the zeros that follow its weights follow here too
};

/// Calls `visit(span)` for each run of an entry that falls into the tile; `pixel` is the entry's.
template <class AnyTaps, class Visit>
KOKKOS_INLINE_FUNCTION void for_each_span(const Tile& tile, const AnyTaps& taps,
                                          PixelGrid::Pixel pixel, const Visit& visit) {
  // Copies, which the compiler knows that no visit changes.
  const Run* const runs = taps.runs.data();
  const std::int64_t n_runs = taps.n_runs(), height = tile.height, width = tile.width;
  const std::int64_t row = pixel.row - tile.row, column = pixel.column - tile.column;
  const Reach& reach = taps.reach;
  const bool interior = row + reach.first_row >= 0 && row + reach.last_row < height &&
                        column + reach.first_column >= 0 && column + reach.last_column < width;
  if (interior) {
    const std::int64_t cell = row * width + column;
    for (std::int64_t i = 0; i < n_runs; ++i)
      visit(Span{cell + runs[i].row * width + runs[i].column, runs[i].length, runs[i].first_weight,
                 true});
    return;
  }
  for (std::int64_t i = 0; i < n_runs; ++i) {
    const std::int64_t y = row + runs[i].row, x = column + runs[i].column;
    const std::int64_t first = Kokkos::max<std::int64_t>(x, 0);
    const std::int64_t last = Kokkos::min<std::int64_t>(x + runs[i].length, width);
    if (y >= 0 && y < height && first < last)
      visit(Span{y * width + first, last - first, runs[i].first_weight + first - x,
                 last - first == runs[i].length});
  }
}

/// Adds the weights times a finite value to the sums, and zeros to some sums that follow.
template <class Scalar>
KOKKOS_INLINE_FUNCTION void add_whole_run(Scalar* KOKKOS_RESTRICT sums,
                                          const Scalar* KOKKOS_RESTRICT weights,
                                          std::int64_t length, Scalar value) {
  for (std::int64_t block = 0; block < length; block += lanes)
    for (std::int64_t i = 0; i < lanes; ++i) sums[block + i] += value * weights[block + i];
}

/// Adds the weights times a value to the sums.
template <class Scalar>
KOKKOS_INLINE_FUNCTION void add_run(Scalar* sums, const Scalar* weights, std::int64_t length,
                                    Scalar value) {
  for (std::int64_t i = 0; i < length; ++i) sums[i] += value * weights[i];
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
