#include <SparseConv/Error.hpp>
#include <cstdint>
#include <io/text/CellSplitter.hpp>
#include <io/text/filter_text.hpp>
#include <utility>
#include <vector>

namespace SparseConv::io {

Filter read_filter_text(const std::string& path) {
  using std::to_string;
  LineReader lines(path);
  CellSplitter splitter;
  ImageShape shape;
  std::vector<double> weights;
  for (std::string_view line; lines.next(line); ++shape.height) {
    const auto& cells = splitter.split(line, lines.name());
    const auto width = static_cast<std::int64_t>(cells.size());
    for (const std::string_view cell : cells) weights.push_back(number_in(cell, lines.name()));
    if (shape.height == 0) shape.width = width;
    SPARSECONV_THROW_IF(width != shape.width, input,
                        to_string(lines.name()) + ": has " + to_string(width) +
                            " numbers, but the lines above have " + to_string(shape.width));
  }
  SPARSECONV_THROW_IF(weights.empty(), input, path + ": there are no numbers in it");
  return Filter(shape, std::move(weights));
}

}  // namespace SparseConv::io
