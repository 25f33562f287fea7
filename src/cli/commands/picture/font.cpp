#include "commands/picture/font.hpp"

#include <array>

namespace SparseConv::cli {
namespace {

constexpr std::int64_t glyph_width = 5;
constexpr std::int64_t glyph_height = 7;
constexpr std::int64_t advance = glyph_width + 1;

/// Rows from top to bottom, five bits each, the leftmost pixel the highest bit.
using Glyph = std::array<std::uint8_t, glyph_height>;

const std::string characters = "0123456789.-+e";
constexpr std::array<Glyph, 14> glyphs{{
    {0b01110, 0b10001, 0b10011, 0b10101, 0b11001, 0b10001, 0b01110},
    {0b00100, 0b01100, 0b00100, 0b00100, 0b00100, 0b00100, 0b01110},
    {0b01110, 0b10001, 0b00001, 0b00010, 0b00100, 0b01000, 0b11111},
    {0b11111, 0b00010, 0b00100, 0b00010, 0b00001, 0b10001, 0b01110},
    {0b00010, 0b00110, 0b01010, 0b10010, 0b11111, 0b00010, 0b00010},
    {0b11111, 0b10000, 0b11110, 0b00001, 0b00001, 0b10001, 0b01110},
    {0b00110, 0b01000, 0b10000, 0b11110, 0b10001, 0b10001, 0b01110},
    {0b11111, 0b00001, 0b00010, 0b00100, 0b01000, 0b01000, 0b01000},
    {0b01110, 0b10001, 0b10001, 0b01110, 0b10001, 0b10001, 0b01110},
    {0b01110, 0b10001, 0b10001, 0b01111, 0b00001, 0b00010, 0b01100},
    {0b00000, 0b00000, 0b00000, 0b00000, 0b00000, 0b01100, 0b01100},
    {0b00000, 0b00000, 0b00000, 0b11111, 0b00000, 0b00000, 0b00000},
    {0b00000, 0b00100, 0b00100, 0b11111, 0b00100, 0b00100, 0b00000},
    {0b00000, 0b00000, 0b01110, 0b10001, 0b11111, 0b10000, 0b01110},
}};

void draw_glyph(Canvas& canvas, std::int64_t top, std::int64_t left, const Glyph& glyph,
                FontSize size) {
  for (std::int64_t row = 0; row < glyph_height; ++row)
    for (std::int64_t column = 0; column < glyph_width; ++column)
      if ((glyph[static_cast<std::size_t>(row)] >> (glyph_width - 1 - column) & 1) != 0)
        canvas.fill(top + row * size, left + column * size, size, size, black);
}

}  // namespace

std::int64_t text_width(const std::string& number, FontSize size) {
  return (static_cast<std::int64_t>(number.size()) * advance - 1) * size;
}

void draw_text(Canvas& canvas, std::int64_t top, std::int64_t left, const std::string& number,
               FontSize size) {
  for (const char character : number) {
    const std::size_t index = characters.find(character);
    if (index != std::string::npos) draw_glyph(canvas, top, left, glyphs[index], size);
    left += advance * size;
  }
}

}  // namespace SparseConv::cli
