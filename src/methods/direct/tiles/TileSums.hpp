#ifndef SPARSECONV_METHODS_DIRECT_TILES_TILESUMS_HPP
#define SPARSECONV_METHODS_DIRECT_TILES_TILESUMS_HPP

#include <SparseConv/Batch.hpp>
#include <batch/fused.hpp>
#include <methods/Tiling.hpp>
#include <methods/direct/Factors.hpp>
#include <methods/direct/tiles/Tap.hpp>
#include <methods/direct/tiles/TeamTile.hpp>

namespace SparseConv::Impl {

/// How a team adds up the sums of a tile, in scratch memory.
template <class Scalar, class Ordinal, class ExecutionSpace>
struct TileSums {
  using Matrix = Batch<Scalar, Ordinal, ExecutionSpace>;
  using Member = typename Kokkos::TeamPolicy<ExecutionSpace>::member_type;

  Matrix batch;
  Tiling<Matrix, ExecutionSpace> tiling;
  Factors<Scalar, ExecutionSpace> factors;
  Kokkos::View<Tap<Scalar>*, ExecutionSpace> first_taps;  ///< of the only pass, or the first of two

  KOKKOS_FUNCTION Pixel pixel_of(std::int64_t k) const {
    return tiling.grid.split(batch.graph.entries(k));
  }

  /// Adds every entry times every tap to the sums of the stored pixels, which are zero. A sum gets
  /// its terms in the order of ascending pixels of the image, as it does on the host.
  /// \param row_sums room for the sums of a first pass, if there are two
  KOKKOS_FUNCTION void add_up(const Member& member, const TeamTile& tile, Scalar* sums,
                              Scalar* row_sums) const {
    if (factors.exist())
      add_up_in_two_passes(member, tile, sums, row_sums);
    else
      add_entries(member, tile, tile.first_entry, tile.last_entry, sums);
  }

 private:
  /// Adds the entries k in [begin, end) to the sums of a tile: in groups, one for each thread, that
  /// come in the order of the entries. For a group the taps come from last to first. With one tap
  /// no two entries of a group reach the same pixel: no atomics are needed.
  KOKKOS_FUNCTION void add_entries(const Member& member, const TeamTile& tile, std::int64_t begin,
                                   std::int64_t end, Scalar* sums) const {
    for (std::int64_t first = begin; first < end; first += member.team_size()) {
      const std::int64_t own = first + member.team_rank();
      const bool any = own < end;
      const Pixel pixel = pixel_of(any ? own : first);
      const Scalar value = batch.values(any ? own : first);
      const int row = tile.row_of(pixel), column = tile.column_of(pixel);
      const int height = any ? tile.height : 0;
      const TapRange range =
          taps_for(tile, first, Kokkos::min(first + member.team_size(), end) - 1);
      for (int t = range.last - 1; t >= range.first; --t) {
        const Tap<Scalar> tap = first_taps(t);
        const int y = row + tap.row, x = column + tap.column;
        if (is_below(y, height) && is_below(x, tile.width))
          sums[y * tile.width + x] += value * tap.weight;
        member.team_barrier();
      }
    }
  }

  /// Taps `first` to `last - 1`.
  struct TapRange {
    int first, last;
  };

  /// The taps whose rows take some of the entries `top` to `bottom` into the tile: where tiles or
  /// groups are low, few rows of a filter do. Few taps are all taken, as to look for those that are
  /// not needed takes as long as five taps.
  KOKKOS_FUNCTION TapRange taps_for(const TeamTile& tile, std::int64_t top,
                                    std::int64_t bottom) const {
    constexpr int few_taps = 32;
    const auto n_taps = static_cast<int>(first_taps.extent(0));
    TapRange range{0, n_taps};
    if (n_taps <= few_taps) return range;
    const int top_row = tile.row_of(pixel_of(top)), bottom_row = tile.row_of(pixel_of(bottom));
    while (range.first < range.last && top_row + first_taps(range.last - 1).row >= tile.height)
      --range.last;
    while (range.first < range.last && bottom_row + first_taps(range.first).row < 0) ++range.first;
    return range;
  }

  /// Takes the rows of the image from the first to the last entry, as many at a time as there is
  /// room for: adds the entries times the row of the filter, then these sums times the column of
  /// the filter.
  KOKKOS_FUNCTION void add_up_in_two_passes(const Member& member, const TeamTile& tile,
                                            Scalar* sums, Scalar* row_sums) const {
    const std::int64_t last_row = pixel_of(tile.last_entry - 1).row + 1;
    TeamTile rows = tile;
    rows.row = pixel_of(tile.first_entry).row;
    rows.height = static_cast<int>(tiling.size.pixels) / tile.width;
    for (std::int64_t k = tile.first_entry; rows.row < last_row; rows.row += rows.height) {
      rows.height = static_cast<int>(Kokkos::min<std::int64_t>(rows.height, last_row - rows.row));
      const std::int64_t end = lower_bound(batch.graph.entries, k, tile.last_entry,
                                           (rows.row + rows.height) * tiling.grid.width);
      Kokkos::parallel_for(Kokkos::TeamThreadRange(member, rows.size()),
                           [&](int i) { row_sums[i] = Scalar(0); });
      member.team_barrier();
      add_entries(member, rows, k, end, row_sums);
      add_rows(member, rows, row_sums, tile, sums);
      k = end;
    }
  }

  /// Adds sums of rows of the image, times the column of the filter, to the sums of a tile.
  KOKKOS_FUNCTION void add_rows(const Member& member, const TeamTile& rows, const Scalar* row_sums,
                                const TeamTile& tile, Scalar* sums) const {
    const TileRows tile_rows(tile.width);
    const int above = static_cast<int>(rows.row - tile.row + tiling.reach.first_row);
    const int n_weights = static_cast<int>(factors.column.extent(0));
    Kokkos::parallel_for(Kokkos::TeamThreadRange(member, tile.size()), [&](int cell) {
      const int row = tile_rows.row_of(cell);
      // The row that the first weight takes to this one.
      const int last = row - above;
      Scalar sum = sums[cell];
      for (int i = Kokkos::max(0, last - n_weights + 1); i < Kokkos::min(rows.height, last + 1);
           ++i)
        sum = fused(row_sums[i * tile.width + cell - row * tile.width], factors.column(last - i),
                    sum);
      sums[cell] = sum;
    });
    member.team_barrier();
  }
};

}  // namespace SparseConv::Impl

#endif
