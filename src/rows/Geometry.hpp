#ifndef SPARSECONV_ROWS_GEOMETRY_HPP
#define SPARSECONV_ROWS_GEOMETRY_HPP

#include <Kokkos_Core.hpp>
#include <SparseConv/Shape.hpp>
#include <cstdint>
#include <limits>

namespace SparseConv::Impl {

/// The shapes of a convolution, and where its result lies in the `full` one: tap (i, j) carries
/// pixel (r, c) of the image to pixel (r + i - row_origin, c + j - column_origin) of the result.
struct Geometry {
  ImageShape image;
  ImageShape filter;
  ImageShape output;
  std::int64_t row_origin = 0;
  std::int64_t column_origin = 0;
};

inline Geometry make_geometry(ImageShape image, ImageShape filter, const OutputWindow& window) {
  return {image, filter, window.shape, window.row, window.column};
}

inline Geometry make_geometry(ImageShape image, ImageShape filter, Mode mode) {
  return make_geometry(image, filter, output_window(image, filter, mode));
}

/// The transpose of a convolution, which is a convolution with the filter turned by half a turn:
/// tap (i, j) carries a pixel of the result back to where the pixel came from.
inline Geometry transposed(const Geometry& geometry) {
  return {geometry.output, geometry.filter, geometry.image,
          geometry.filter.height - 1 - geometry.row_origin,
          geometry.filter.width - 1 - geometry.column_origin};
}

/// Pixels of an image or a result: `height` rows from `row` on, `width` columns from `column` on.
struct Rectangle {
  std::int64_t row = 0, column = 0;
  std::int64_t height = 0, width = 0;

  KOKKOS_INLINE_FUNCTION std::int64_t size() const { return height * width; }
};

/// A pixel by its row and column.
struct Pixel {
  std::int64_t row, column;
};

/// Splits the numbers of pixels, `row * width + column`, into row and column without dividing
/// integers.
struct PixelGrid {
  std::int64_t width;
  double inverse_width;

  KOKKOS_INLINE_FUNCTION explicit PixelGrid(std::int64_t w)
      : width(w), inverse_width(1.0 / static_cast<double>(w)) {}

  /// The rounded quotient is at most one off, since rows are below 2^31.
  KOKKOS_INLINE_FUNCTION Pixel split(std::int64_t number) const {
    std::int64_t row = static_cast<std::int64_t>(static_cast<double>(number) * inverse_width);
    std::int64_t column = number - row * width;
    if (column < 0) return {row - 1, column + width};
    if (column >= width) return {row + 1, column - width};
    return {row, column};
  }

  static constexpr std::int64_t small = std::numeric_limits<std::int32_t>::max();

  /// The same for numbers below `small`, without branches.
  KOKKOS_INLINE_FUNCTION Pixel split_small(std::int64_t number) const {
    const std::int64_t row = row_of_small(static_cast<std::int32_t>(number), inverse_width);
    return {row, number - row * width};
  }

  /// Columns of 32 bits are below `small`, the largest number of pixels that they allow.
  KOKKOS_INLINE_FUNCTION Pixel split(std::int32_t number) const { return split_small(number); }

  /// With the half the quotient is never so near to an integer that rounding could reach it.
  static KOKKOS_INLINE_FUNCTION std::int32_t row_of_small(std::int32_t number,
                                                          double inverse_width) {
    return static_cast<std::int32_t>((number + 0.5) * inverse_width);
  }
};

}  // namespace SparseConv::Impl

#endif
