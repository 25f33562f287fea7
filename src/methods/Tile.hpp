#ifndef SPARSECONV_METHODS_TILE_HPP
#define SPARSECONV_METHODS_TILE_HPP

#include <batch/offsets.hpp>
#include <divide_up.hpp>
#include <methods/bounding_box.hpp>

namespace SparseConv::Impl {

/// A rectangle of the result of one image, and the entries that reach the rectangle. A thread of a
/// host or a team of a device works on a tile by itself.
struct Tile : Rectangle {
  std::int64_t image;
  std::int64_t first_entry, last_entry;

  KOKKOS_INLINE_FUNCTION bool empty() const { return first_entry == last_entry; }
};

/// Finds the entries that reach a tile, among the entries k in [first, last) of its image.
template <class Entries>
KOKKOS_INLINE_FUNCTION void find_entries(const Entries& entries, const PixelGrid& grid,
                                         const Reach& reach, std::int64_t first, std::int64_t last,
                                         Tile& tile) {
  const std::int64_t top = tile.row - reach.last_row;
  const std::int64_t bottom = tile.row + tile.height - 1 - reach.first_row;
  tile.first_entry = lower_bound(entries, first, last, top * grid.width);
  tile.last_entry = lower_bound(entries, tile.first_entry, last, (bottom + 1) * grid.width);
}

/// How large tiles are.
struct TileSize {
  std::int64_t pixels;         ///< the most pixels of a tile, unless `least_rows` asks for more
  std::int64_t least_rows;     ///< the fewest rows of a tile, unless the box has fewer
  bool pieces_of_rows = true;  ///< whether a row of more than `pixels` is cut into pieces
};

/// The bounding box of an image's result, and how the box is cut into tiles: whole rows or, where a
/// row is too wide, pieces of one row. The pixels of the result ascend from tile to tile.
///
///     tiles of whole rows:  0 0 0 0 0     pieces of rows:  0 0 0 0 1 1
///                           0 0 0 0 0                      2 2 2 2 3 3
///                           1 1 1 1 1                      4 4 4 4 5 5
struct TiledBox : Rectangle {
  std::int64_t tile_height = 1, tile_width = 1;

  KOKKOS_INLINE_FUNCTION TiledBox() {}
  KOKKOS_INLINE_FUNCTION TiledBox(const Rectangle& box, const TileSize& size) : Rectangle(box) {
    if (box.height == 0) return;
    const bool cut = size.pieces_of_rows && width > size.pixels;
    tile_width = cut ? size.pixels : width;
    tile_height = cut ? 1 : Kokkos::min(height, Kokkos::max(size.pixels / width, size.least_rows));
  }

  KOKKOS_INLINE_FUNCTION std::int64_t tiles_across() const { return divide_up(width, tile_width); }
  KOKKOS_INLINE_FUNCTION std::int64_t n_tiles() const {
    return divide_up(height, tile_height) * tiles_across();
  }
};

}  // namespace SparseConv::Impl

#endif
