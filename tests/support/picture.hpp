#ifndef SPARSECONV_TESTS_PICTURE_HPP
#define SPARSECONV_TESTS_PICTURE_HPP

#include <SparseConv/Filter.hpp>
#include <string>
#include <support/SparseImages.hpp>
#include <vector>

namespace SparseConv::Test {

/// Rows of an image: a digit is the value of a pixel, `-` is -1, and a dot is a pixel that is not
/// stored.
using Picture = std::vector<std::string>;

inline ImageShape shape_of(const Picture& picture) {
  return {static_cast<std::int64_t>(picture.size()),
          static_cast<std::int64_t>(picture.front().size())};
}

inline double value_of(char pixel) { return pixel == '-' ? -1 : pixel == '.' ? 0 : pixel - '0'; }

/// A batch of the image that a picture shows.
inline SparseImages image_of(const Picture& picture) {
  SparseImages image{shape_of(picture), {0}, {}, {}};
  for (std::int64_t row = 0; row < image.shape.height; ++row)
    for (std::int64_t column = 0; column < image.shape.width; ++column) {
      const char pixel = picture[static_cast<std::size_t>(row)][static_cast<std::size_t>(column)];
      if (pixel != '.') image.add(row * image.shape.width + column, value_of(pixel));
    }
  image.end_image();
  return image;
}

/// The filter that a picture shows. A dot is a zero weight.
inline Filter filter_of(const Picture& picture) {
  std::vector<double> weights;
  for (const std::string& row : picture)
    for (const char pixel : row) weights.push_back(value_of(pixel));
  return Filter(shape_of(picture), weights);
}

}  // namespace SparseConv::Test

#endif
