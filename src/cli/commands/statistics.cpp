#include "commands/statistics.hpp"

#include <algorithm>
#include <cmath>

#include "commands/bounding_box.hpp"

namespace SparseConv::cli {

void Statistics::add(const Images& images) {
  const auto& row_map = images.graph.row_map;
  const auto& columns = images.graph.entries;
  for (std::int64_t image = 0; image < images.numRows(); ++image) {
    const std::int64_t begin = row_map(image);
    const std::int64_t end = row_map(image + 1);
    entries.push_back(end - begin);
    for (std::int64_t i = begin; i < end; ++i) {
      add_value(images.values(i));
      if (i > begin && columns(i) <= columns(i - 1)) ascending = false;
    }
    if (shape_) {
      const Box box = bounding_box(images, image, *shape_);
      occupied_area.push_back(box.height() * box.width());
    }
  }
}

void Statistics::add_value(double value) {
  if (std::isfinite(value)) {
    smallest = std::min(smallest, value);
    largest = std::max(largest, value);
  } else {
    ++not_finite;
  }
  if (value == 0) ++zeros;
}

}  // namespace SparseConv::cli
