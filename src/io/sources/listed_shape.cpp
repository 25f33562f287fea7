#include <SparseConv/Error.hpp>
#include <algorithm>
#include <io/sources/listed_shape.hpp>

namespace SparseConv::io {

ImageShape listed_shape(const ReadOptions& options, const std::string& where) {
  SPARSECONV_THROW_IF(!options.image_shape, input,
                      where + ": does not say the shape of its images: give it (image_shape)");
  SPARSECONV_THROW_IF(options.order == Order::f, input,
                      where +
                          ": has the row and the column of each pixel and no order: leave out "
                          "the order (order)");
  const ImageShape shape = *options.image_shape;
  SPARSECONV_THROW_IF(
      std::min(shape.height, shape.width) < 1 || std::max(shape.height, shape.width) > max_extent,
      input, where + ": its images cannot be " + to_string(shape));
  return shape;
}

}  // namespace SparseConv::io
