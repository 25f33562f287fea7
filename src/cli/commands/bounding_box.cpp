#include "commands/bounding_box.hpp"

#include <algorithm>

namespace SparseConv::cli {

void Box::add(const Box& other) {
  top = std::min(top, other.top);
  left = std::min(left, other.left);
  bottom = std::max(bottom, other.bottom);
  right = std::max(right, other.right);
}

Box bounding_box(const io::HostBatch<double, std::int64_t>& images, std::int64_t image,
                 ImageShape shape) {
  Box box;
  for (std::int64_t i = images.graph.row_map(image); i < images.graph.row_map(image + 1); ++i) {
    const std::int64_t row = images.graph.entries(i) / shape.width;
    const std::int64_t column = images.graph.entries(i) % shape.width;
    box.add({row, column, row + 1, column + 1});
  }
  return box;
}

}  // namespace SparseConv::cli
