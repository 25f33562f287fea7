#ifndef SPARSECONV_IO_READOPTIONS_HPP
#define SPARSECONV_IO_READOPTIONS_HPP

#include <SparseConv/Error.hpp>
#include <SparseConv/Shape.hpp>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>

namespace SparseConv::io {

/// How a file numbers the pixels of an image, by NumPy's names. Here is an image of 2 x 3 pixels:
///
///     C:  0 1 2      F:  0 2 4
///         3 4 5          1 3 5
///
/// What is read is always in order C.
enum class Order {
  c,  ///< along the rows
  f   ///< down the columns, as MATLAB and CaImAn number them
};

/// The name of an order: `C` or `F`.
inline std::string to_string(Order order) { return order == Order::c ? "C" : "F"; }

/// The order of that name. \throws Error (input) for any other name
inline Order order_from_string(const std::string& name) {
  for (const Order order : {Order::c, Order::f})
    if (to_string(order) == name) return order;
  SPARSECONV_THROW(input, "there is no order '" + name + "' of pixels: use 'C' or 'F'");
}

/// What a file may not say about the images in it, and who is told while it is opened.
struct ReadOptions {
  std::optional<ImageShape> image_shape;  ///< shape of the images, as they are read
  std::optional<Order> order;  ///< order of the pixels in the file. By default it is C, but F in a
                               ///< file of MATLAB or CaImAn
  /// Number of images. By default a list of hits has as many as its largest number of an image
  /// needs; other files say it themselves.
  std::optional<std::int64_t> n_images = {};
  /// Told how much of the work is done while a reader is made of a list of hits, of dense images or
  /// of what `scipy.sparse.save_npz` has written: a fraction from 0, at the beginning, to 1, at the
  /// end. The thread that makes the reader calls it, ten times a second at most. Whatever it throws
  /// ends the work, leaves no temporary files, and is passed on.
  std::function<void(double)> opening = {};
  /// Bytes for dense images in HDF5 that lie in the same chunks and are read together. If they take
  /// more, each chunk is expanded anew for each of them.
  std::int64_t buffer_bytes = std::int64_t(512) << 20;
};

}  // namespace SparseConv::io

#endif
