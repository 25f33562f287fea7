#include "commands/picture/canvas.hpp"

#include <algorithm>

namespace SparseConv::cli {

void Canvas::fill(std::int64_t top, std::int64_t left, std::int64_t height, std::int64_t width,
                  Colour colour) {
  const std::int64_t first = std::max<std::int64_t>(left, 0);
  const std::int64_t last = std::min(left + width, width_);
  if (first >= last) return;
  for (std::int64_t row = std::max<std::int64_t>(top, 0); row < std::min(top + height, height_);
       ++row)
    std::fill_n(pixels_.begin() + row * width_ + first, last - first, colour);
}

}  // namespace SparseConv::cli
