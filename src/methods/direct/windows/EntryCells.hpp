#ifndef SPARSECONV_METHODS_DIRECT_WINDOWS_ENTRYCELLS_HPP
#define SPARSECONV_METHODS_DIRECT_WINDOWS_ENTRYCELLS_HPP

#include <batch/simd.hpp>
#include <methods/direct/windows/Arena.hpp>
#include <methods/direct/windows/Window.hpp>

namespace SparseConv::Impl {

/// The cells of the entries that a step takes in. A cell is the number of a pixel in the window,
/// row by row with the stride of the window. Cell 0 is in the first row that the step takes in, and
/// in the first column of the cluster:
///
///               column 0 of the cluster
///                  v
///      . . -2 -1 | 0  1  2 ...                      first row that is taken in
///      . .    x  |    y           stride = 100      x: cell 100 - 1, y: cell 100 + 1
class EntryCells {
 public:
  EntryCells(Arena& arena, const Window& widest)
      : cells_(arena.take<std::int32_t>(saturating_product(widest.capacity(), word_bits))) {}

  /// \param pixels the numbers of `n` entries in `grid`
  /// \param begin  the first pixel of the first row that the step takes in
  /// \param left   the first column of the cluster
  template <class Ordinal>
  void find(const Ordinal* pixels, std::int64_t n, std::int64_t begin, std::int64_t left,
            const PixelGrid& grid, const Window& window) {
    const auto width = static_cast<std::int32_t>(grid.width);
    const auto stride = static_cast<std::int32_t>(window.stride());
    const auto shift = static_cast<std::int32_t>(left);
    const auto size = static_cast<std::int32_t>(n);
    const double inverse_width = grid.inverse_width;
    std::int32_t* const cells = cells_;
    std::int32_t least = width, most = -width;
    SPARSECONV_SIMD(reduction(min : least) reduction(max : most))
    for (std::int32_t i = 0; i < size; ++i) {
      const auto pixel = static_cast<std::int32_t>(pixels[i] - static_cast<Ordinal>(begin));
      const std::int32_t row = PixelGrid::row_of_small(pixel, inverse_width);
      const std::int32_t column = pixel - row * width - shift;
      cells[i] = row * stride + column;
      least = std::min(least, column);
      most = std::max(most, column);
    }
    size_ = n;
    first_column_ = least;
    last_column_ = most;
  }

  std::int64_t size() const { return size_; }
  const std::int32_t* data() const { return cells_; }

  /// The least and the greatest column of the entries, from the first column of the cluster on.
  std::int64_t first_column() const { return first_column_; }
  std::int64_t last_column() const { return last_column_; }

 private:
  std::int32_t* cells_;
  std::int64_t size_ = 0;
  std::int64_t first_column_ = 0, last_column_ = 0;
};

}  // namespace SparseConv::Impl

#endif
