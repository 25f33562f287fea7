#ifndef SPARSECONV_METHODS_EXTENSION_HPP
#define SPARSECONV_METHODS_EXTENSION_HPP

#include <SparseConv/Boundary.hpp>
#include <methods/Geometry.hpp>
#include <rows/Segment.hpp>

namespace SparseConv::Impl {

/// A part of an image that goes on beyond its edges.
struct Extension {
  Boundary boundary;
  ImageShape image;
  Rectangle frame;  ///< the part: rows and columns counted as those of the image, maybe negative

  ImageShape shape() const { return {frame.height, frame.width}; }

  /// The pixel of the image that a pixel of the part, counted from the part's first, is a copy of;
  /// the first number after the image's pixels where it is none.
  KOKKOS_INLINE_FUNCTION std::int64_t source(Pixel pixel) const {
    const std::int64_t row = rows::source_of(boundary, image.height, frame.row + pixel.row);
    const std::int64_t column = rows::source_of(boundary, image.width, frame.column + pixel.column);
    return row < 0 || column < 0 ? image.size() : row * image.width + column;
  }
};

}  // namespace SparseConv::Impl

#endif
