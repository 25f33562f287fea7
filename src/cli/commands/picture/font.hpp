#ifndef SPARSECONV_CLI_COMMANDS_PICTURE_FONT_HPP
#define SPARSECONV_CLI_COMMANDS_PICTURE_FONT_HPP

#include <cstdint>
#include <string>

#include "commands/picture/canvas.hpp"

namespace SparseConv::cli {

/// A number is drawn with squares of this many pixels a side.
enum FontSize : std::int64_t { small_font = 1, large_font = 2 };

/// Height and width of a number on a canvas, in pixels.
constexpr std::int64_t text_height(FontSize size) { return 7 * size; }
std::int64_t text_width(const std::string& number, FontSize size);

/// Draws a number in black; it may be made of digits and of `.`, `-`, `+`, `e`.
void draw_text(Canvas& canvas, std::int64_t top, std::int64_t left, const std::string& number,
               FontSize size);

}  // namespace SparseConv::cli

#endif
