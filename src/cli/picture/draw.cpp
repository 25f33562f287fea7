#include "picture/draw.hpp"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <string>

#include "picture/font.hpp"

namespace SparseConv::cli {
namespace {

// In pixels.
constexpr std::int64_t smallest_extent = 512;  // of the longer side of an enlarged mosaic
constexpr std::int64_t separator = 2;
constexpr std::int64_t margin = 8;
constexpr std::int64_t bar_height = 16;
constexpr std::int64_t smallest_bar_width = 384;

/// Places on the canvas, in pixels.
struct Layout {
  explicit Layout(const Mosaic& mosaic) {
    const ImageShape grid = mosaic.grid();
    const ImageShape cell = mosaic.cell_shape();
    const std::int64_t extent = std::max(grid.height * cell.height, grid.width * cell.width);
    enlargement = (smallest_extent + extent - 1) / extent;
    row_step = cell.height * enlargement + separator;
    column_step = cell.width * enlargement + separator;
    bar_top = margin + grid.height * row_step - separator + margin;
    width = std::max(grid.width * column_step - separator, smallest_bar_width);
    text_top = bar_top + bar_height + margin / 2;
  }

  std::int64_t enlargement;
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

Scale make_scale(const Mosaic& mosaic, Scale::Kind kind) {
  double smallest = 0, largest = 0;
  for_each_pixel(mosaic, [&](std::int64_t, std::int64_t, std::int64_t, double value) {
    if (!std::isfinite(value)) return;
    smallest = std::min(smallest, value);
    largest = std::max(largest, value);
  });
  return Scale(kind, smallest, largest);
}

void draw_cells(Canvas& canvas, const Layout& layout, const Mosaic& mosaic, const Scale& scale,
                const Palette& palette) {
  const std::int64_t columns = mosaic.grid().width;
  const std::int64_t side = layout.enlargement;
  for_each_pixel(mosaic, [&](std::int64_t cell, std::int64_t row, std::int64_t column,
                             double value) {
    const Colour colour = std::isnan(value) ? not_a_number : colour_at(palette, scale.place(value));
    canvas.fill(margin + cell / columns * layout.row_step + row * side,
                margin + cell % columns * layout.column_step + column * side, side, side, colour);
  });
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
    const std::int64_t left = margin + (layout.width - text_width(text)) * half / 2;
    draw_text(canvas, layout.text_top, left, text);
  }
}

}  // namespace

Canvas draw(const Mosaic& mosaic, Scale::Kind kind, const Palette& palette) {
  const Layout layout(mosaic);
  const Scale scale = make_scale(mosaic, kind);
  Canvas canvas(layout.text_top + text_height + margin, layout.width + 2 * margin);
  draw_cells(canvas, layout, mosaic, scale, palette);
  draw_bar(canvas, layout, scale, palette);
  return canvas;
}

}  // namespace SparseConv::cli
