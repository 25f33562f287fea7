#ifndef SPARSECONV_ROWS_EXTENSION_HPP
#define SPARSECONV_ROWS_EXTENSION_HPP

#include <SparseConv/Boundary.hpp>
#include <rows/Geometry.hpp>
#include <rows/Segment.hpp>

namespace SparseConv::Impl {

/// A part of an image that goes on beyond its edges.
struct Extension {
  Boundary boundary;
  ImageShape image;
  Rectangle frame;  ///< the part: rows and columns counted as those of the image, maybe negative

  ImageShape shape() const { return {frame.height, frame.width}; }

  /// The pixel of the image that a pixel of the part, counted from the part's first, is a copy of;
  /// -1 where it is none.
  KOKKOS_INLINE_FUNCTION std::int64_t source(Pixel pixel) const {
    const std::int64_t row = rows::source_of(boundary, image.height, frame.row + pixel.row);
    const std::int64_t column = rows::source_of(boundary, image.width, frame.column + pixel.column);
    return row < 0 || column < 0 ? -1 : row * image.width + column;
  }

  /// Whether a pixel of the part is within the edges of the image.
  KOKKOS_INLINE_FUNCTION bool is_home(Pixel pixel) const {
    const std::int64_t row = frame.row + pixel.row, column = frame.column + pixel.column;
    return row >= 0 && row < image.height && column >= 0 && column < image.width;
  }
};

}  // namespace SparseConv::Impl

#endif
