#ifndef SPARSECONV_CLI_COMMANDS_PICTURE_CANVAS_HPP
#define SPARSECONV_CLI_COMMANDS_PICTURE_CANVAS_HPP

#include <cstddef>
#include <cstdint>
#include <vector>

namespace SparseConv::cli {

struct Colour {
  std::uint8_t red = 0, green = 0, blue = 0;
};

inline constexpr Colour black{0, 0, 0};
inline constexpr Colour white{255, 255, 255};

/// Pixels in colour, white to begin with.
class Canvas {
 public:
  Canvas(std::int64_t height, std::int64_t width)
      : height_(height), width_(width), pixels_(static_cast<std::size_t>(height * width), white) {}

  std::int64_t height() const { return height_; }
  std::int64_t width() const { return width_; }

  /// All pixels, row after row.
  const Colour* data() const { return pixels_.data(); }

  /// Fills the part of a rectangle that is on the canvas.
  void fill(std::int64_t top, std::int64_t left, std::int64_t height, std::int64_t width,
            Colour colour);

 private:
  std::int64_t height_, width_;
  std::vector<Colour> pixels_;
};

}  // namespace SparseConv::cli

#endif
