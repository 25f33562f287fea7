#include "commands/picture/draw.hpp"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <divide_up.hpp>
#include <optional>
#include <string>

#include "commands/picture/font.hpp"

namespace SparseConv::cli {
namespace {

// In pixels.
constexpr std::int64_t smallest_extent = 512;  // of the longer side of an enlarged mosaic
constexpr std::int64_t separator = 2;
constexpr std::int64_t margin = 8;
constexpr std::int64_t bar_height = 16;
constexpr std::int64_t smallest_bar_width = 384;

/// The largest font in which all numbers are narrower than a cell, if there is one.
std::optional<FontSize> fitting_font(const std::vector<std::string>& numbers, std::int64_t width) {
  for (const FontSize size : {large_font, small_font}) {
    const bool fits = std::all_of(
        numbers.begin(), numbers.end(),
        [size, width](const std::string& number) { return text_width(number, size) <= width; });
    if (fits && !numbers.empty()) return size;
  }
  return std::nullopt;
}

/// Places on the canvas, in pixels.
struct Layout {
  Layout(const Mosaic& mosaic, const std::vector<std::string>& numbers) {
    const ImageShape grid = mosaic.grid();
    const ImageShape cell = mosaic.cell_shape();
    const std::int64_t extent = std::max(grid.height * cell.height, grid.width * cell.width);
    columns = grid.width;
    enlargement = divide_up(smallest_extent, extent);
    font = fitting_font(numbers, cell.width * enlargement);
    caption = font ? text_height(*font) + separator : 0;
    row_step = caption + cell.height * enlargement + separator;
    column_step = cell.width * enlargement + separator;
    bar_top = margin + grid.height * row_step - separator + margin;
    width = std::max(grid.width * column_step - separator, smallest_bar_width);
    text_top = bar_top + bar_height + margin / 2;
  }

  std::int64_t top(std::int64_t cell) const { return margin + cell / columns * row_step + caption; }
  std::int64_t left(std::int64_t cell) const { return margin + cell % columns * column_step; }

  std::int64_t columns, enlargement;
  std::optional<FontSize> font;        ///< of the numbers above the cells
  std::int64_t caption;                ///< height of a number, with the space below
  std::int64_t row_step, column_step;  ///< from a cell to the next
  std::int64_t bar_top, text_top;
  std::int64_t width;  ///< without margins
};

template <class Visit>
void for_each_pixel(const Mosaic& mosaic, const Visit& visit) {
  const ImageShape shape = mosaic.cell_shape();
  for (std::int64_t cell = 0; cell < mosaic.cells(); ++cell)
    for (std::int64_t row = 0; row < shape.height; ++row)
      for (std::int64_t column = 0; column < shape.width; ++column)
        visit(cell, row, column, mosaic.value(cell, row, column));
}

void draw_cells(Canvas& canvas, const Layout& layout, const Mosaic& mosaic, const Scale& scale,
                const Palette& palette) {
  const std::int64_t side = layout.enlargement;
  for_each_pixel(mosaic, [&](std::int64_t cell, std::int64_t row, std::int64_t column,
                             double value) {
    const Colour colour = std::isnan(value) ? not_a_number : colour_at(palette, scale.place(value));
    canvas.fill(layout.top(cell) + row * side, layout.left(cell) + column * side, side, side,
                colour);
  });
}

void draw_numbers(Canvas& canvas, const Layout& layout, const std::vector<std::string>& numbers) {
  if (!layout.font) return;
  for (std::size_t i = 0; i < numbers.size(); ++i) {
    const auto cell = static_cast<std::int64_t>(i);
    draw_text(canvas, layout.top(cell) - layout.caption, layout.left(cell), numbers[i],
              *layout.font);
  }
}

std::string label(double value) {
  char text[32];
  std::snprintf(text, sizeof text, "%.3g", value);
  return text;
}

void draw_bar(Canvas& canvas, const Layout& layout, const Scale& scale, const Palette& palette) {
  canvas.fill(layout.bar_top - 1, margin - 1, bar_height + 2, layout.width + 2, black);
  for (std::int64_t x = 0; x < layout.width; ++x)
    canvas.fill(layout.bar_top, margin + x, bar_height, 1,
                colour_at(palette, static_cast<double>(x) / static_cast<double>(layout.width - 1)));
  for (const std::int64_t half : {0, 1, 2}) {
    const std::string text = label(scale.value(static_cast<double>(half) / 2));
    const std::int64_t left = margin + (layout.width - text_width(text, large_font)) * half / 2;
    draw_text(canvas, layout.text_top, left, text, large_font);
  }
}

/// The percentile of some numbers that are not negative, by nearest rank; 0 if there are none.
double percentile_of(std::vector<double>& numbers, double percentile) {
  if (numbers.empty()) return 0;
  const double rank = std::ceil(percentile / 100 * static_cast<double>(numbers.size()));
  const auto nth = numbers.begin() + std::max<std::ptrdiff_t>(std::ptrdiff_t(rank), 1) - 1;
  std::nth_element(numbers.begin(), nth, numbers.end());
  return *nth;
}

}  // namespace

Scale make_scale(const Mosaic& mosaic, Scale::Kind kind, double percentile) {
  std::vector<double> below, above;  // zero, by their distance from it
  for_each_pixel(mosaic, [&](std::int64_t, std::int64_t, std::int64_t, double value) {
    if (std::isfinite(value) && value != 0) (value < 0 ? below : above).push_back(std::abs(value));
  });
  return Scale(kind, -percentile_of(below, percentile), percentile_of(above, percentile));
}

Canvas draw(const Mosaic& mosaic, const Scale& scale, const Palette& palette,
            const std::vector<std::string>& numbers) {
  const Layout layout(mosaic, numbers);
  Canvas canvas(layout.text_top + text_height(large_font) + margin, layout.width + 2 * margin);
  draw_cells(canvas, layout, mosaic, scale, palette);
  draw_numbers(canvas, layout, numbers);
  draw_bar(canvas, layout, scale, palette);
  return canvas;
}

}  // namespace SparseConv::cli
