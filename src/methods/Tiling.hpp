#ifndef SPARSECONV_METHODS_TILING_HPP
#define SPARSECONV_METHODS_TILING_HPP

#include <SparseConv/Batch.hpp>
#include <SparseConv/Error.hpp>
#include <batch/ArrayPool.hpp>
#include <batch/offsets.hpp>
#include <methods/Tile.hpp>
#include <methods/boxes_by_teams.hpp>
#include <methods/tile_memory.hpp>
#include <string>

namespace SparseConv::Impl {

/// The most tiles of a batch: their offsets take 2 GiB, and where they are listed, 14 GiB more.
constexpr std::int64_t most_tiles = std::int64_t(1) << 28;

/// The arrays of a tiling, kept for the next batch: a device is waited for where memory is freed.
/// Kernels of a plan run one after the other, so that none uses an array that is taken again.
template <class ExecutionSpace>
struct TilingMemory {
  ArrayPool<Kokkos::View<Columns*, ExecutionSpace>> columns{"SparseConv::tiling::columns"};
  ArrayPool<Kokkos::View<TiledBox*, ExecutionSpace>> boxes{"SparseConv::tiling::boxes"};
  ArrayPool<Offsets<ExecutionSpace>> first_tile{"SparseConv::tiling::first_tile"};
  ArrayPool<Kokkos::View<Tile*, ExecutionSpace>> tiles{"SparseConv::tiling::tiles"};
  ArrayPool<Offsets<ExecutionSpace>> offsets{"SparseConv::tiling::offsets"};
  ArrayPool<Kokkos::View<TileWord*, ExecutionSpace>> bitmaps{"SparseConv::tiling::bitmaps"};

  /// Room for a number of each tile and, after counts_to_offsets(), their total.
  Offsets<ExecutionSpace> counts(const ExecutionSpace& space, std::int64_t n_tiles) {
    return offsets.take(space, n_tiles + 1);
  }
};

/// The tiles of all images of a batch.
template <class Matrix, class ExecutionSpace>
struct Tiling {
  typename Matrix::row_map_type row_map;
  typename Matrix::index_type entries;
  PixelGrid grid;
  ImageShape output;
  Reach reach;
  TileSize size;  ///< on a device of no more pixels than the largest tile has
  Kokkos::View<TiledBox*, ExecutionSpace> boxes = {};
  Offsets<ExecutionSpace> first_tile = {};
  std::int64_t n_tiles = 0;

  // Without boxes and first_tile, one of these:
  bool of_images = false;           ///< each image is one tile, the box of its result
  std::int64_t tiles_of_image = 0;  ///< the whole result of each image is cut into so many

  /// Not for a tiling without boxes.
  KOKKOS_INLINE_FUNCTION std::int64_t n_images() const { return boxes.extent(0); }

  bool is_one_tile_each() const { return of_images || tiles_of_image == 1; }

  /// The bounding box of the result of the entries k in [first, last) of an image.
  KOKKOS_INLINE_FUNCTION Rectangle find_box(std::int64_t first, std::int64_t last) const {
    if (first == last) return {};
    return find_box(first, last, columns_of_box(entries, grid, first, last));
  }
  KOKKOS_INLINE_FUNCTION Rectangle find_box(std::int64_t first, std::int64_t last,
                                            const Columns& columns) const {
    if (first == last) return {};
    const Rectangle whole{0, 0, output.height, output.width};
    return bounding_box(entries, grid, reach, whole, first, last, columns);
  }

  /// Sets the box of an image and the number of its tiles, cut off just above `most_tiles`, so that
  /// the sum over all images fits 64 bits.
  KOKKOS_INLINE_FUNCTION void set_box(std::int64_t image, const Rectangle& rectangle) const {
    boxes(image) = TiledBox(rectangle, size);
    first_tile(image) = Kokkos::min(boxes(image).n_tiles(), most_tiles + 1);
  }

  KOKKOS_INLINE_FUNCTION Tile tile(std::int64_t t) const {
    if (of_images) return image_tile(t);
    if (tiles_of_image > 0) return tile_of(t / tiles_of_image, whole(), t % tiles_of_image);
    const std::int64_t image = find_owner(first_tile, n_images(), t);
    return tile_of(image, boxes(image), t - first_tile(image));
  }

  /// The tiles of the whole result of an image.
  KOKKOS_INLINE_FUNCTION TiledBox whole() const {
    return TiledBox({0, 0, output.height, output.width}, size);
  }

  /// A tile of an image, by its number there.
  KOKKOS_INLINE_FUNCTION Tile tile_of(std::int64_t image, const TiledBox& box,
                                      std::int64_t number) const {
    Tile tile;
    const std::int64_t down = number / box.tiles_across() * box.tile_height;
    const std::int64_t across = number % box.tiles_across() * box.tile_width;
    tile.image = image;
    tile.row = box.row + down;
    tile.column = box.column + across;
    tile.height = Kokkos::min(box.tile_height, box.height - down);
    tile.width = Kokkos::min(box.tile_width, box.width - across);
    find_entries(entries, grid, reach, row_map(image), row_map(image + 1), tile);
    return tile;
  }

  KOKKOS_INLINE_FUNCTION Tile image_tile(std::int64_t image) const {
    const std::int64_t last = row_map(image + 1);
    const Rectangle box = find_box(row_map(image), last);
    const std::int64_t first = box.height > 0 ? row_map(image) : last;
    return {box, image, first, last};
  }
};

/// What all tilings have in common.
template <class ExecutionSpace, class Matrix>
Tiling<Matrix, ExecutionSpace> start_tiling(const Matrix& batch, const Geometry& geometry,
                                            const Reach& reach, const TileSize& size) {
  return {batch.graph.row_map,
          batch.graph.entries,
          PixelGrid(geometry.image.width),
          geometry.output,
          reach,
          size};
}

/// Makes the result of each image one tile.
template <class ExecutionSpace, class Matrix>
Tiling<Matrix, ExecutionSpace> make_tiling_of_images(const Matrix& batch, const Geometry& geometry,
                                                     const Reach& reach) {
  const TileSize size{geometry.output.size(), geometry.output.height, false};
  auto tiling = start_tiling<ExecutionSpace>(batch, geometry, reach, size);
  tiling.n_tiles = batch.numRows();
  tiling.of_images = true;
  return tiling;
}

/// Cuts the results of all images into the same tiles, whether entries reach them or not. No kernel
/// is launched for that, and nothing waited for.
template <class ExecutionSpace, class Matrix>
Tiling<Matrix, ExecutionSpace> make_even_tiling(const Matrix& batch, const Geometry& geometry,
                                                const Reach& reach, const TiledBox& whole) {
  const TileSize size{whole.tile_height * whole.tile_width, 1};
  auto tiling = start_tiling<ExecutionSpace>(batch, geometry, reach, size);
  tiling.n_tiles = batch.numRows() * whole.n_tiles();
  tiling.tiles_of_image = whole.n_tiles();
  return tiling;
}

/// Sets the box of each image and the number of its tiles. A thread finds the columns of an image
/// itself on a host, teams of threads do so on a device.
template <class ExecutionSpace, class AnyTiling>
static void find_boxes(const ExecutionSpace& space, TilingMemory<ExecutionSpace>& memory,
                       const AnyTiling& tiling) {
  if constexpr (!on_host<ExecutionSpace>)
    if (!is_narrow(tiling.grid)) return find_boxes_by_teams(space, memory.columns, tiling);
  Kokkos::parallel_for(
      "SparseConv::tiling::boxes", Range<ExecutionSpace>(space, 0, tiling.n_images()),
      KOKKOS_LAMBDA(const std::int64_t i) {
        tiling.set_box(i, tiling.find_box(tiling.row_map(i), tiling.row_map(i + 1)));
      });
}

/// The pixels of the largest tile of an image.
template <class ExecutionSpace>
struct TileOfImage {
  Kokkos::View<TiledBox*, ExecutionSpace> boxes;

  KOKKOS_INLINE_FUNCTION std::int64_t operator()(std::int64_t image, std::int64_t) const {
    return boxes(image).tile_height * boxes(image).tile_width;
  }
};

/// Cuts the results of all images into tiles.
/// \param memory for the arrays of the tiling
/// \throws Error (system) if they are more than `most_tiles`
template <class ExecutionSpace, class Matrix>
Tiling<Matrix, ExecutionSpace> make_tiling(const ExecutionSpace& space,
                                           TilingMemory<ExecutionSpace>& memory,
                                           const Matrix& batch, const Geometry& geometry,
                                           const Reach& reach, const TileSize& size) {
  const std::int64_t n = batch.numRows();
  auto tiling = start_tiling<ExecutionSpace>(batch, geometry, reach, size);
  tiling.boxes = memory.boxes.take(space, n);
  tiling.first_tile = memory.first_tile.take(space, n + 1);
  find_boxes(space, memory, tiling);
  const Scanned found = scan_counts(space, "SparseConv::tiling::first_tile", tiling.first_tile,
                                    TileOfImage<ExecutionSpace>{tiling.boxes});
  tiling.n_tiles = found.total;
  if constexpr (!on_host<ExecutionSpace>) tiling.size.pixels = found.largest;
  SPARSECONV_THROW_IF(tiling.n_tiles > most_tiles, system,
                      "results of " + to_string(geometry.output) + " for " + std::to_string(n) +
                          (n == 1 ? " image" : " images") + " would be cut into more than " +
                          std::to_string(most_tiles) +
                          " tiles: use the method lazy, or convolve fewer images at a time");
  return tiling;
}

/// Fills the row map of a result, whose entries of tile `t` begin at `offsets(t)`.
template <class ExecutionSpace, class AnyTiling, class RowMap>
void fill_row_map_of_tiles(const ExecutionSpace& space, const AnyTiling& tiling,
                           const Offsets<ExecutionSpace>& offsets, const RowMap& row_map) {
  if (tiling.tiles_of_image > 0)
    fill_row_map(space, tiling.tiles_of_image, offsets, row_map);
  else
    fill_row_map(space, tiling.first_tile, offsets, row_map);
}

/// All tiles. Finding a tile takes searches, which steps that use it again are spared.
template <class ExecutionSpace, class AnyTiling>
static Kokkos::View<Tile*, ExecutionSpace> list_tiles(const ExecutionSpace& space,
                                                      TilingMemory<ExecutionSpace>& memory,
                                                      const AnyTiling& tiling) {
  const auto tiles = memory.tiles.take(space, tiling.n_tiles);
  Kokkos::parallel_for(
      "SparseConv::tiling::tiles", Range<ExecutionSpace>(space, 0, tiling.n_tiles),
      KOKKOS_LAMBDA(const std::int64_t t) { tiles(t) = tiling.tile(t); });
  return tiles;
}

}  // namespace SparseConv::Impl

#endif
