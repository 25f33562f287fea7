#include "commands/picture/mosaic.hpp"

#include <algorithm>
#include <cmath>
#include <divide_up.hpp>
#include <limits>

namespace SparseConv::cli {
namespace {

std::int64_t longer_side(ImageShape grid, ImageShape cell) {
  return std::max(grid.height * cell.height, grid.width * cell.width);
}

/// The grid whose longer side is shortest.
ImageShape best_grid(ImageShape cell, std::int64_t cells) {
  ImageShape best{cells, 1};
  for (std::int64_t columns = 2; columns <= cells; ++columns) {
    const ImageShape grid{divide_up(cells, columns), columns};
    if (longer_side(grid, cell) <= longer_side(best, cell)) best = grid;
  }
  return best;
}

}  // namespace

Mosaic::Mosaic(ImageShape image, ImageShape window, std::int64_t cells,
               std::int64_t images_per_cell)
    : image_(image),
      window_(window),
      cells_(cells),
      images_per_cell_(images_per_cell),
      grid_(best_grid(window, cells)),
      block_(divide_up(longer_side(grid_, window), largest_extent)),
      shape_{divide_up(window.height, block_), divide_up(window.width, block_)},
      blocks_(static_cast<std::size_t>(cells * shape_.size()),
              Block{-std::numeric_limits<double>::infinity()}) {}

void Mosaic::add(std::int64_t cell, const Images& images, std::int64_t row, Place corner,
                 double factor) {
  for (std::int64_t i = images.graph.row_map(row); i < images.graph.row_map(row + 1); ++i) {
    const std::int64_t pixel = images.graph.entries(i);
    const Place place{pixel / image_.width - corner.row, pixel % image_.width - corner.column};
    if (place.row < 0 || place.row >= window_.height || place.column < 0 ||
        place.column >= window_.width)
      continue;
    add(blocks_[index(cell, place.row / block_, place.column / block_)], factor * images.values(i));
  }
}

void Mosaic::add(Block& block, double value) {
  if (!std::isnan(block.largest) && !(value <= block.largest)) block.largest = value;
  ++block.stored;
}

double Mosaic::value(std::int64_t cell, std::int64_t row, std::int64_t column) const {
  const Block& block = blocks_[index(cell, row, column)];
  const bool with_zeros = block.stored < pixels_in_block(row, column) * images_per_cell_;
  return with_zeros && block.largest < 0 ? 0 : block.largest;
}

std::size_t Mosaic::index(std::int64_t cell, std::int64_t row, std::int64_t column) const {
  return static_cast<std::size_t>((cell * shape_.height + row) * shape_.width + column);
}

std::int64_t Mosaic::pixels_in_block(std::int64_t row, std::int64_t column) const {
  return std::min(block_, window_.height - row * block_) *
         std::min(block_, window_.width - column * block_);
}

}  // namespace SparseConv::cli
