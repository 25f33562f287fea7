#include <rows/Segment.hpp>
#include <rows/halo.hpp>

namespace SparseConv::rows {
namespace {

/// The rows of an image from which the convolution reaches rows of its result.
RowRange reaching(RowRange made, const Geometry& geometry) {
  const auto inside = [&](std::int64_t row) {
    return std::clamp<std::int64_t>(row, 0, geometry.image.height);
  };
  if (made.empty()) return {};
  return {inside(made.first + geometry.row_origin - (geometry.filter.height - 1)),
          inside(made.last + geometry.row_origin)};
}

/// The rows of the image that rows of the extended image are copies of.
std::vector<RowRange> sources_of(RowRange extended, const Impl::Extension& extension) {
  std::vector<RowRange> sources;
  const std::int64_t top = extension.frame.row;
  for (const Segment& segment : segments_of(extension.boundary, extension.image.height,
                                            top + extended.first, top + extended.last))
    sources.push_back({segment.low(), segment.high()});
  return sources;
}

/// The rows of a segment that are copies of rows `low` to `high - 1`, which are sources of it.
RowRange rows_in_segment(const Segment& segment, std::int64_t low, std::int64_t high) {
  const std::int64_t first = segment.first, source = segment.source;
  if (segment.direction > 0) return {first + low - source, first + high - source};
  if (segment.direction < 0) return {first + source - (high - 1), first + source - low + 1};
  return {first, first + segment.length};
}

/// The rows of the extended image that are copies of rows of the image.
std::vector<RowRange> copies_of(RowRange rows, const Impl::Extension& extension) {
  std::vector<RowRange> copies;
  const std::int64_t top = extension.frame.row;
  for (const Segment& segment :
       segments_of(extension.boundary, extension.image.height, top, top + extension.frame.height)) {
    const RowRange both = intersect(rows, RowRange{segment.low(), segment.high()});
    if (both.empty()) continue;
    const RowRange found = rows_in_segment(segment, both.first, both.last);
    copies.push_back({found.first - top, found.last - top});
  }
  return copies;
}

}  // namespace

std::vector<RowRange> needed_rows(RowRange made, const Stages& stages) {
  std::vector<RowRange> rows{made};
  if (stages.folds()) rows = copies_of(made, *stages.extension);
  for (RowRange& range : rows) range = reaching(range, stages.convolution);
  if (stages.extends()) rows = sources_of(rows.front(), *stages.extension);
  return united(std::move(rows));
}

std::vector<RowRange> known_rows(RowRange range, const Stages& stages) {
  const std::int64_t height = stages.whole.image.height;
  std::vector<RowRange> known{range};
  const ImageRange images = images_of(range, height);
  for (const std::int64_t image : {images.first, images.last - 1}) {
    const RowRange all = rows_of({image, image + 1}, height), part = intersect(range, all);
    if (part.empty() || part == all) continue;
    const RowRange made = output_rows(part, stages.whole);
    const std::int64_t top = image * stages.whole.output.height;
    for (const RowRange& rows : needed_rows({made.first - top, made.last - top}, stages))
      known.push_back({all.first + rows.first, all.first + rows.last});
    // A window of the result may lie beside all that its rows need of the image.
    if (stages.whole.output == stages.whole.image) known.push_back(made);
  }
  return united(std::move(known));
}

}  // namespace SparseConv::rows
