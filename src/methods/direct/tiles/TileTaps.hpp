#ifndef SPARSECONV_METHODS_DIRECT_TILES_TILETAPS_HPP
#define SPARSECONV_METHODS_DIRECT_TILES_TILETAPS_HPP

#include <methods/Tiling.hpp>

namespace SparseConv::Impl {

// A tile is so small that 32 bits number its pixels, which take a device half the instructions.

/// The pixels of a tile that a run carries an entry to: `n` from number `cell` on, by the taps of
/// the run from number `tap` on.
struct ReachedPixels {
  int cell, n, tap;
};

/// The pixels in a row of a tile, `width` wide, to which `length` taps carry from `column` on.
KOKKOS_INLINE_FUNCTION ReachedPixels clip_to_row(int row, int column, int length, int width) {
  const int first = Kokkos::max(column, 0);
  const int last = Kokkos::min(column + length, width);
  return {row * width + first, Kokkos::max(last - first, 0), first - column};
}

/// The column of a pixel of the image, from the first one of the tile. A column far from the tile
/// is brought nearer, as 2^30 pixels away is out of reach as well.
KOKKOS_INLINE_FUNCTION int column_from(const Tile& tile, Pixel pixel) {
  constexpr std::int64_t far = std::int64_t(1) << 30;
  return static_cast<int>(Kokkos::max(-far, Kokkos::min(pixel.column - tile.column, far)));
}

/// The taps of an entry, clipped to a tile.
template <class AnyTaps>
class TileTaps {
 public:
  KOKKOS_INLINE_FUNCTION TileTaps(const AnyTaps& taps, const Tile& tile, Pixel pixel)
      : taps_(taps),
        row_(static_cast<int>(pixel.row - tile.row)),
        column_(column_from(tile, pixel)),
        height_(static_cast<int>(tile.height)),
        width_(static_cast<int>(tile.width)) {}

  KOKKOS_INLINE_FUNCTION int n_runs() const { return static_cast<int>(taps_.n_runs()); }

  /// The pixels that run `r` reaches, maybe none.
  KOKKOS_INLINE_FUNCTION ReachedPixels run(int r) const {
    const Run& run = taps_.runs(r);
    const int row = row_ + run.row;
    if (row < 0 || row >= height_) return {0, 0, 0};  // first: its cells may be beyond an int
    return clip_to_row(row, column_ + run.column, run.length, width_);
  }

 private:
  const AnyTaps& taps_;
  int row_, column_, height_, width_;
};

}  // namespace SparseConv::Impl

#endif
