#ifndef SPARSECONV_CLI_COMMANDS_PICTURE_MOSAIC_HPP
#define SPARSECONV_CLI_COMMANDS_PICTURE_MOSAIC_HPP

#include <SparseConv/Shape.hpp>
#include <SparseConv/io/BatchReader.hpp>
#include <cstdint>
#include <vector>

namespace SparseConv::cli {

/// A pixel of an image, by its row and column.
struct Place {
  std::int64_t row = 0, column = 0;
};

/// Images side by side in a grid of cells. A cell shows the maximum over the images put into it,
/// and over blocks of pixels as well if the grid would otherwise be too large. Pixels that are not
/// stored count as zeros; if one of the values is not a number, neither is the maximum. A cell can
/// be smaller than the images, and then shows a window of each.
class Mosaic {
 public:
  using Images = io::HostBatch<double, std::int64_t>;

  /// Height and width of a grid, in pixels before enlargement, above which blocks of pixels are
  /// shown as one. A cell has at least one pixel, so that a grid of many thin cells may be larger.
  static constexpr std::int64_t largest_extent = 2048;

  /// \param image           shape of the images
  /// \param window          shape of the windows, at most that of the images
  /// \param cells           number of cells, at least 1
  /// \param images_per_cell how many images each cell is to hold, at least 1
  Mosaic(ImageShape image, ImageShape window, std::int64_t cells, std::int64_t images_per_cell);

  /// Puts image `row` of a batch without duplicates into a cell.
  /// \param corner of the window, at its top and left
  /// \param factor by which values are multiplied
  void add(std::int64_t cell, const Images& images, std::int64_t row, Place corner = {},
           double factor = 1);

  std::int64_t cells() const { return cells_; }
  ImageShape grid() const { return grid_; }         ///< rows and columns of cells
  ImageShape cell_shape() const { return shape_; }  ///< pixels of a cell

  /// The value that a cell shows in one of its pixels.
  double value(std::int64_t cell, std::int64_t row, std::int64_t column) const;

 private:
  struct Block {
    double largest;
    std::int64_t stored = 0;  ///< number of entries that `largest` is the maximum of
  };

  std::size_t index(std::int64_t cell, std::int64_t row, std::int64_t column) const;
  std::int64_t pixels_in_block(std::int64_t row, std::int64_t column) const;
  static void add(Block& block, double value);

  ImageShape image_, window_;
  std::int64_t cells_;
  std::int64_t images_per_cell_;
  ImageShape grid_;
  std::int64_t block_;  ///< side of the blocks
  ImageShape shape_;
  std::vector<Block> blocks_;
};

}  // namespace SparseConv::cli

#endif
