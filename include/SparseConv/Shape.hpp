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

/// Which part of the convolution is kept. Names and meanings are as in `scipy.signal.convolve2d`.
enum class Mode {
  full,  ///< every pixel that the filter reaches: `(H + h - 1, W + w - 1)`
  same,  ///< the centre of `full` in the image's own shape, from row `(h - 1) / 2` and column
         ///< `(w - 1) / 2` of `full` on (rounded down)
  valid  ///< only pixels for which the whole filter lies inside the image: `(H - h + 1, W - w + 1)`
};

/// The name of a mode: `full`, `same`, `valid`.
[[nodiscard]] std::string to_string(Mode mode);

/// The mode with this name. \throws Error (input) for any other name
[[nodiscard]] Mode mode_from_string(const std::string& name);

/// Shape of the result of convolving an image with a filter.
/// \throws Error (input) if an extent of image, filter or result is not positive or above
/// `max_extent`, or if `mode` is `valid` and the filter is higher or wider than the image
[[nodiscard]] ImageShape output_shape(ImageShape image, ImageShape filter, Mode mode);

/// The row of `full` that is the first row of a result in `mode`, for a filter of height
/// `filter_extent`. The same formula gives the first column, for a filter of that width.
[[nodiscard]] constexpr std::int64_t output_origin(std::int64_t filter_extent, Mode mode) {
  return mode == Mode::full ? 0 : mode == Mode::same ? (filter_extent - 1) / 2 : filter_extent - 1;
}

/// A rectangle of the `full` result of a convolution, which is what a plan computes. The modes are
/// names of such windows.
///
///     full result                       Pixel (r, c) of the result is pixel (row + r, column + c)
///     . . . . . . .                     of the full result. A window may reach beyond the full
///     . . o o o o .   <- row            result, where there are only zeros, or what a Boundary
///     . . o o o o .                     makes of the image.
///         ^ column
struct OutputWindow {
  std::int64_t row = 0;     ///< its first row; may be negative
  std::int64_t column = 0;  ///< its first column; may be negative
  ImageShape shape;         ///< its height and width, as the result has

  /// Whether two windows have the same pixels.
  friend constexpr bool operator==(const OutputWindow& a, const OutputWindow& b) {
    return a.row == b.row && a.column == b.column && a.shape == b.shape;
  }
  friend constexpr bool operator!=(const OutputWindow& a, const OutputWindow& b) {
    return !(a == b);
  }  ///< the opposite
};

/// `HxW at (row, column)`, as in messages.
[[nodiscard]] std::string to_string(const OutputWindow& window);

/// The window that a mode is a name of.
/// \param correlate whether the filter is turned, as by Options::correlate: the centre of an even
///                  extent is then at `h / 2` instead of `(h - 1) / 2`, as in
///                  `scipy.signal.correlate2d`
/// \throws Error (input) as output_shape() does
[[nodiscard]] OutputWindow output_window(ImageShape image, ImageShape filter, Mode mode,
                                         bool correlate = false);

/// The window in which a result of the image's shape has, in each pixel, the filter's pixel
/// (`row`, `column`) on that pixel of the image. That is what OpenCV calls an anchor. With
/// `correlate` the pixel is counted in the filter as it is given, before it is turned.
/// \throws Error (input) as output_shape() does, and for a pixel outside the filter
[[nodiscard]] OutputWindow anchored_window(ImageShape image, ImageShape filter, std::int64_t row,
                                           std::int64_t column, bool correlate = false);

}  // namespace SparseConv

#endif
