#ifndef SPARSECONV_METHODS_DIRECT_TILING_HPP
#define SPARSECONV_METHODS_DIRECT_TILING_HPP

#include <SparseConv/Batch.hpp>
#include <batch/offsets.hpp>
#include <batch/simd.hpp>
#include <methods/Taps.hpp>

namespace SparseConv::Impl {

/// The bounding box of an image's result, and how it is cut into tiles: bands of whole rows of the
/// box or, where a row is too wide, pieces of one row. In this order tiles hold ascending pixels.
struct Frame {
  std::int64_t row = 0, column = 0;
  std::int64_t height = 0, width = 0;
  std::int64_t tile_height = 1, tile_width = 1;

  KOKKOS_INLINE_FUNCTION std::int64_t tiles_across() const {
    return (width + tile_width - 1) / tile_width;
  }
  KOKKOS_INLINE_FUNCTION std::int64_t n_tiles() const {
    return (height + tile_height - 1) / tile_height * tiles_across();
  }
};

/// A part of the result of one image, and the entries that reach it.
struct Tile {
  std::int64_t image;
  std::int64_t row, column;
  std::int64_t height, width;
  std::int64_t first_entry, last_entry;

  KOKKOS_INLINE_FUNCTION std::int64_t size() const { return height * width; }
  KOKKOS_INLINE_FUNCTION bool empty() const { return first_entry == last_entry; }
};

/// How large tiles are.
struct TileSize {
  std::int64_t pixels;         ///< at most, but for
  std::int64_t least_rows;     ///< the rows that a tile of whole rows has at least
  bool pieces_of_rows = true;  ///< whether rows that are too wide are cut
};

/// The tiles of all images of a batch.
template <class Matrix, class ExecutionSpace>
struct Tiling {
  typename Matrix::row_map_type row_map;
  typename Matrix::index_type entries;
  PixelGrid grid;
  ImageShape output;
  Reach reach;
  TileSize size;
  Kokkos::View<Frame*, ExecutionSpace> frames;
  Offsets<ExecutionSpace> first_tile;
  std::int64_t n_tiles = 0;
  bool of_images = false;  ///< each image is one tile: frames and first_tile are not made

  KOKKOS_INLINE_FUNCTION std::int64_t n_images() const { return frames.extent(0); }

  /// The frame of an image.
  KOKKOS_INLINE_FUNCTION Frame find_frame(std::int64_t image) const {
    return find_frame(row_map(image), row_map(image + 1));
  }

  /// The frame of entries: their bounding box, widened by the filter's reach and clipped to the
  /// result.
  KOKKOS_INLINE_FUNCTION Frame find_frame(std::int64_t first, std::int64_t last) const {
    if (first == last || reach.last_row < reach.first_row) return {};
    const auto [left, right] = find_columns(first, last);
    const std::int64_t top = grid.split(entries(first)).row;
    const std::int64_t bottom = grid.split(entries(last - 1)).row;
    Frame frame;
    frame.row = Kokkos::max<std::int64_t>(0, top + reach.first_row);
    frame.column = Kokkos::max<std::int64_t>(0, left + reach.first_column);
    frame.height = Kokkos::min(output.height, bottom + reach.last_row + 1) - frame.row;
    frame.width = Kokkos::min(output.width, right + reach.last_column + 1) - frame.column;
    if (frame.height <= 0 || frame.width <= 0) return {};
    const bool cut = size.pieces_of_rows && frame.width > size.pixels;
    frame.tile_width = cut ? size.pixels : frame.width;
    frame.tile_height =
        cut ? 1
            : Kokkos::min(frame.height, Kokkos::max(size.pixels / frame.width, size.least_rows));
    return frame;
  }

  /// The first and the last column that entries are in.
  KOKKOS_INLINE_FUNCTION Kokkos::pair<std::int64_t, std::int64_t> find_columns(
      std::int64_t first, std::int64_t last) const {
    const std::int64_t begin = grid.split(entries(first)).row * grid.width;
    if (entries(last - 1) - begin < PixelGrid::small) return find_columns_from(begin, first, last);
    std::int64_t left = grid.width, right = 0;
    for (std::int64_t k = first; k < last; ++k) {
      const std::int64_t column = grid.split(entries(k)).column;
      left = Kokkos::min(left, column);
      right = Kokkos::max(right, column);
    }
    return {left, right};
  }

  /// The same in half as wide numbers, of pixels from `begin` on, where a row begins.
  KOKKOS_INLINE_FUNCTION Kokkos::pair<std::int64_t, std::int64_t> find_columns_from(
      std::int64_t begin, std::int64_t first, std::int64_t last) const {
    const auto* const columns = entries.data() + first;
    const auto n = static_cast<std::int32_t>(last - first);
    const auto width = static_cast<std::int32_t>(grid.width);
    const auto start = static_cast<typename Matrix::non_const_ordinal_type>(begin);
    const double inverse_width = grid.inverse_width;
    std::int32_t left = width, right = 0;
    SPARSECONV_SIMD(reduction(min : left) reduction(max : right))
    for (std::int32_t i = 0; i < n; ++i) {
      const auto pixel = static_cast<std::int32_t>(columns[i] - start);
      const std::int32_t column = pixel - PixelGrid::row_of_small(pixel, inverse_width) * width;
      left = Kokkos::min(left, column);
      right = Kokkos::max(right, column);
    }
    return {left, right};
  }

  KOKKOS_INLINE_FUNCTION Tile tile(std::int64_t t) const {
    if (of_images) return image_tile(t);
    Tile tile;
    tile.image = find_owner(first_tile, n_images(), t);
    const Frame& frame = frames(tile.image);
    const std::int64_t number = t - first_tile(tile.image);
    const std::int64_t down = number / frame.tiles_across() * frame.tile_height;
    const std::int64_t across = number % frame.tiles_across() * frame.tile_width;
    tile.row = frame.row + down;
    tile.column = frame.column + across;
    tile.height = Kokkos::min(frame.tile_height, frame.height - down);
    tile.width = Kokkos::min(frame.tile_width, frame.width - across);
    find_entries(tile);
    return tile;
  }

  KOKKOS_INLINE_FUNCTION Tile image_tile(std::int64_t image) const {
    const Frame frame = find_frame(image);
    const std::int64_t last = row_map(image + 1);
    const std::int64_t first = frame.height > 0 ? row_map(image) : last;
    return {image, frame.row, frame.column, frame.height, frame.width, first, last};
  }

  /// The part of a tile that some of its entries reach.
  KOKKOS_INLINE_FUNCTION Tile part(const Tile& tile, std::int64_t first, std::int64_t last) const {
    if (first == tile.first_entry && last == tile.last_entry) return tile;
    const Frame frame = find_frame(first, last);
    const std::int64_t row = Kokkos::max(tile.row, frame.row);
    const std::int64_t end = Kokkos::min(tile.row + tile.height, frame.row + frame.height);
    return {tile.image, row, frame.column, end - row, frame.width, first, last};
  }

  KOKKOS_INLINE_FUNCTION void find_entries(Tile& tile) const {
    const std::int64_t first = row_map(tile.image), last = row_map(tile.image + 1);
    const std::int64_t top = tile.row - reach.last_row;
    const std::int64_t bottom = tile.row + tile.height - 1 - reach.first_row;
    tile.first_entry = lower_bound(entries, first, last, top * grid.width);
    tile.last_entry = lower_bound(entries, tile.first_entry, last, (bottom + 1) * grid.width);
  }
};

/// Takes the result of each image as one tile.
template <class ExecutionSpace, class Matrix>
Tiling<Matrix, ExecutionSpace> make_tiling_of_images(const Matrix& batch, const Geometry& geometry,
                                                     const Reach& reach) {
  return {batch.graph.row_map,
          batch.graph.entries,
          PixelGrid(geometry.image.width),
          geometry.output,
          reach,
          {geometry.output.size(), geometry.output.height, false},
          {},
          {},
          batch.numRows(),
          true};
}

/// Cuts the results of all images into tiles.
template <class ExecutionSpace, class Matrix>
Tiling<Matrix, ExecutionSpace> make_tiling(const ExecutionSpace& space, const Matrix& batch,
                                           const Geometry& geometry, const Reach& reach,
                                           const TileSize& size) {
  const std::int64_t n = batch.numRows();
  Tiling<Matrix, ExecutionSpace> tiling{
      batch.graph.row_map,
      batch.graph.entries,
      PixelGrid(geometry.image.width),
      geometry.output,
      reach,
      size,
      Kokkos::View<Frame*, ExecutionSpace>(
          Kokkos::view_alloc(space, Kokkos::WithoutInitializing, "SparseConv::direct::frames"), n),
      make_counts(space, "SparseConv::direct::first_tile", n)};
  Kokkos::parallel_for(
      "SparseConv::direct::frame", Kokkos::RangePolicy<ExecutionSpace>(space, 0, n),
      KOKKOS_LAMBDA(const std::int64_t i) {
        const Frame frame = tiling.find_frame(i);
        tiling.frames(i) = frame;
        tiling.first_tile(i) = frame.n_tiles();
      });
  tiling.n_tiles = counts_to_offsets(space, "SparseConv::direct::tiles", tiling.first_tile);
  return tiling;
}

}  // namespace SparseConv::Impl

#endif
