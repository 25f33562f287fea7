#include <SparseConv/Error.hpp>
#include <io/sources/listed_shape.hpp>
#include <rows/check_shape.hpp>

namespace SparseConv::io {

ImageShape required_shape(const std::optional<ImageShape>& shape, const std::string& where) {
  SPARSECONV_THROW_IF(!shape, input,
                      where + ": does not say the shape of its images: give it (image_shape)");
  SPARSECONV_THROW_IF(!Impl::is_possible(*shape), input,
                      where + ": its images cannot be " + to_string(*shape));
  return *shape;
}

ImageShape listed_shape(const ReadOptions& options, const std::string& where) {
  const ImageShape shape = required_shape(options.image_shape, where);
  SPARSECONV_THROW_IF(options.order == Order::f, input,
                      where +
                          ": has the row and the column of each pixel and no order: leave out "
                          "the order (order)");
  return shape;
}

}  // namespace SparseConv::io
