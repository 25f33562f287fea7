#include "statistics.hpp"

#include <algorithm>
#include <cmath>

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
    if (shape_) add_area(images, begin, end);
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

void Statistics::add_area(const Images& images, std::int64_t begin, std::int64_t end) {
  std::int64_t top = shape_->height, bottom = -1, left = shape_->width, right = -1;
  for (std::int64_t i = begin; i < end; ++i) {
    const std::int64_t row = images.graph.entries(i) / shape_->width;
    const std::int64_t column = images.graph.entries(i) % shape_->width;
    top = std::min(top, row);
    bottom = std::max(bottom, row);
    left = std::min(left, column);
    right = std::max(right, column);
  }
  occupied_area.push_back(begin == end ? 0 : (bottom - top + 1) * (right - left + 1));
}

}  // namespace SparseConv::cli
