#ifndef SPARSECONV_SHAPE_HPP
#define SPARSECONV_SHAPE_HPP

#include <Kokkos_Macros.hpp>
#include <cstdint>
#include <string>

namespace SparseConv {

/// Height and width of an image or a filter, in pixels.
///
/// Pixel (row, column) of an image is column `row * width + column` of its batch.
struct ImageShape {
  std::int64_t height = 0;  ///< number of rows
  std::int64_t width = 0;   ///< number of columns

  /// Number of pixels.
  [[nodiscard]] KOKKOS_INLINE_FUNCTION constexpr std::int64_t size() const {
    return height * width;
  }
  /// Whether both dimensions agree.
  friend constexpr bool operator==(ImageShape a, ImageShape b) {
    return a.height == b.height && a.width == b.width;
  }
  friend constexpr bool operator!=(ImageShape a, ImageShape b) {
    return !(a == b);
  }  ///< the opposite
};

/// The largest height or width of an image, a filter, or a result: pixel numbers then fit 64 bits.
inline constexpr std::int64_t max_extent = 2147483647;

/// `HxW`, as in messages.
[[nodiscard]] std::string to_string(ImageShape shape);

/// Which part of the convolution is kept; the names and their meaning are those of
/// `scipy.signal.convolve2d`.
enum class Mode {
  full,  ///< every pixel that the filter reaches: `(H + h - 1, W + w - 1)`
  same,  ///< the centre of `full` in the image's own shape, from row `(h - 1) / 2` and column
         ///< `(w - 1) / 2` of `full` on (rounded down)
  valid  ///< only pixels for which the whole filter lies inside the image: `(H - h + 1, W - w + 1)`
};

/// The name of a mode: `full`, `same`, `valid`.
[[nodiscard]] std::string to_string(Mode mode);

/// The mode of that name. \throws Error (input) for any other name
Mode mode_from_string(const std::string& name);

/// Shape of the result of convolving an image with a filter.
/// \throws Error (input) if a dimension is not positive or, of image, filter or result, above
/// `max_extent`; or if `mode` is `valid` and the filter is larger than the image in a dimension
ImageShape output_shape(ImageShape image, ImageShape filter, Mode mode);

/// The row of `full` that is the first row of a result in `mode`, for a filter of the height
/// `filter_extent`. The same formula gives the first column, for a filter of that width.
[[nodiscard]] constexpr std::int64_t output_origin(std::int64_t filter_extent, Mode mode) {
  return mode == Mode::full ? 0 : mode == Mode::same ? (filter_extent - 1) / 2 : filter_extent - 1;
}

}  // namespace SparseConv

#endif
