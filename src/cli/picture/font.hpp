#ifndef SPARSECONV_CLI_PICTURE_FONT_HPP
#define SPARSECONV_CLI_PICTURE_FONT_HPP

#include <cstdint>
#include <string>

#include "picture/canvas.hpp"

namespace SparseConv::cli {

/// Height of a number on a canvas, in pixels.
inline constexpr std::int64_t text_height = 14;

/// Width of a number on a canvas, in pixels.
std::int64_t text_width(const std::string& number);

/// Draws a number in black; it may be made of digits and of `.`, `-`, `+`, `e`.
void draw_text(Canvas& canvas, std::int64_t top, std::int64_t left, const std::string& number);

}  // namespace SparseConv::cli

#endif
