#ifndef SPARSECONV_TESTS_SMALL_SHAPES_HPP
#define SPARSECONV_TESTS_SMALL_SHAPES_HPP

#include <SparseConv/Shape.hpp>
#include <cstdint>
#include <vector>

namespace SparseConv::Test {

/// All shapes of at most so many rows and columns.
inline std::vector<ImageShape> shapes_up_to(std::int64_t extent) {
  std::vector<ImageShape> shapes;
  for (std::int64_t height = 1; height <= extent; ++height)
    for (std::int64_t width = 1; width <= extent; ++width) shapes.push_back({height, width});
  return shapes;
}

/// Whether images of a shape have a result in a mode.
inline bool has_result(ImageShape image, ImageShape filter, Mode mode) {
  return mode != Mode::valid || (filter.height <= image.height && filter.width <= image.width);
}

}  // namespace SparseConv::Test

#endif
