#ifndef SPARSECONV_METHODS_DIRECT_TILES_TILETAPS_HPP
#define SPARSECONV_METHODS_DIRECT_TILES_TILETAPS_HPP

#include <methods/Tiling.hpp>

namespace SparseConv::Impl {

/// The pixels of a tile that a run carries an entry to: `n` from number `cell` on, by the taps of
/// the run from number `tap` on.
struct ReachedPixels {
  int cell, n, tap;
};

/// The taps of an entry, clipped to a tile. A tile is so small that 32 bits number its pixels,
/// which take a device half the instructions. The column of an entry may be far from the tile: it
/// is brought nearer, as 2^30 pixels away is out of reach as well.
template <class AnyTaps>
class TileTaps {
 public:
  KOKKOS_INLINE_FUNCTION TileTaps(const AnyTaps& taps, const Tile& tile, Pixel pixel)
      : taps_(taps),
        row_(static_cast<int>(pixel.row - tile.row)),
        column_(nearer(pixel.column - tile.column)),
        height_(static_cast<int>(tile.height)),
        width_(static_cast<int>(tile.width)) {}

  KOKKOS_INLINE_FUNCTION int n_runs() const { return static_cast<int>(taps_.n_runs()); }

  /// The pixels that run `r` reaches, maybe none.
  KOKKOS_INLINE_FUNCTION ReachedPixels run(int r) const {
    const Run& run = taps_.runs(r);
    const int row = row_ + run.row, column = column_ + run.column;
    const int first = Kokkos::max(column, 0);
    const int last = Kokkos::min(column + run.length, width_);
    const bool inside = row >= 0 && row < height_ && first < last;
    return {row * width_ + first, inside ? last - first : 0, first - column};
  }

 private:
  static KOKKOS_INLINE_FUNCTION int nearer(std::int64_t columns) {
    constexpr std::int64_t far = std::int64_t(1) << 30;
    return static_cast<int>(Kokkos::max(-far, Kokkos::min(columns, far)));
  }

  const AnyTaps& taps_;
  int row_, column_, height_, width_;
};

}  // namespace SparseConv::Impl

#endif
