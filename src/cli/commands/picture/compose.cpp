#include "commands/picture/compose.hpp"

#include <SparseConv/Batch.hpp>
#include <SparseConv/Error.hpp>
#include <algorithm>
#include <cmath>

#include "commands/bounding_box.hpp"

namespace SparseConv::cli {
namespace {

using Images = Mosaic::Images;

/// Windows of one size, one for each image or one for all.
struct Windows {
  ImageShape shape;
  std::vector<Place> corners;

  Place corner(std::int64_t image) const {
    return corners[corners.size() == 1 ? 0 : static_cast<std::size_t>(image)];
  }
};

void check_images(const io::BatchInfo& info, const Composition& composition) {
  for (const ImageRange& images : composition.images) {
    const bool begins = images.first < info.n_images || images.first == 0;
    SPARSECONV_THROW_IF(!begins || images.last > info.n_images, input,
                        info.file + ": there is no image " +
                            std::to_string(begins ? images.last - 1 : images.first) + " among " +
                            std::to_string(info.n_images) + ", which count from 0");
  }
}

/// Images of a range and their entries.
Amount amount(const io::BatchReader& reader, const ImageRange& images) {
  const auto offset = [&](std::int64_t image) { return reader.offsets(image, image).front(); };
  return {images.last - images.first, offset(images.last) - offset(images.first)};
}

/// Calls `work(images, row, number)` for every image of a composition, without duplicate entries:
/// it is a row of a batch, and its number is its place in the composition.
template <class Work>
void for_each_image(const io::BatchReader& reader, const Composition& composition,
                    Progress& progress, const Work& work) {
  std::int64_t number = 0;
  for (const ImageRange& range : composition.images)
    for_each_slice({&reader}, range, progress, [&](std::int64_t first, std::int64_t last) {
      const Images images = sort_and_merge(Kokkos::DefaultHostExecutionSpace(),
                                           reader.read<double, std::int64_t>(first, last));
      for (std::int64_t row = 0; row < last - first; ++row) work(images, row, number++);
    });
}

/// The corner of a window with a box in its middle, as far as the frame allows.
Place corner_around(const Box& box, ImageShape window, ImageShape frame) {
  if (box.empty()) return {};
  return {std::clamp<std::int64_t>((box.top + box.bottom - window.height) / 2, 0,
                                   frame.height - window.height),
          std::clamp<std::int64_t>((box.left + box.right - window.width) / 2, 0,
                                   frame.width - window.width)};
}

Windows windows_around(const std::vector<Box>& boxes, ImageShape frame) {
  Windows windows{{1, 1}, {}};
  for (const Box& box : boxes) {
    windows.shape.height = std::max(windows.shape.height, box.height());
    windows.shape.width = std::max(windows.shape.width, box.width());
  }
  for (const Box& box : boxes) windows.corners.push_back(corner_around(box, windows.shape, frame));
  return windows;
}

Windows find_windows(const io::BatchReader& reader, ImageShape frame,
                     const Composition& composition, Progress& progress) {
  if (!composition.crop) return {frame, {{}}};
  std::vector<Box> boxes;
  for_each_image(reader, composition, progress,
                 [&](const Images& images, std::int64_t row, std::int64_t) {
                   boxes.push_back(bounding_box(images, row, frame));
                 });
  if (composition.side_by_side && !boxes.empty()) return windows_around(boxes, frame);
  Box all;
  for (const Box& box : boxes) all.add(box);
  return windows_around({all}, frame);
}

/// What an image is to be multiplied by so that its largest value is 1.
double normalizing(const Images& images, std::int64_t row) {
  double largest = 0;
  for (std::int64_t i = images.graph.row_map(row); i < images.graph.row_map(row + 1); ++i)
    if (std::isfinite(images.values(i))) largest = std::max(largest, images.values(i));
  return largest > 0 ? 1 / largest : 1;
}

}  // namespace

std::int64_t count_images(const Composition& composition) {
  std::int64_t count = 0;
  for (const ImageRange& images : composition.images) count += images.last - images.first;
  return count;
}

std::vector<std::string> numbers_of_images(const Composition& composition) {
  std::vector<std::string> numbers;
  for (const ImageRange& images : composition.images)
    for (std::int64_t image = images.first; image < images.last; ++image)
      numbers.push_back(std::to_string(image));
  return numbers;
}

Mosaic compose(const io::BatchReader& reader, ImageShape shape, const Composition& composition,
               ProgressStyle style) {
  check_images(reader.info(), composition);
  Amount all;
  for (const ImageRange& images : composition.images) all = all + amount(reader, images);
  if (composition.crop) all = all + all;  // which are read twice
  Progress progress(style, all, {}, long_wait);
  const Windows windows = find_windows(reader, shape, composition, progress);
  const std::int64_t count = std::max<std::int64_t>(count_images(composition), 1);
  Mosaic mosaic(shape, windows.shape, composition.side_by_side ? count : 1,
                composition.side_by_side ? 1 : count);
  for_each_image(reader, composition, progress,
                 [&](const Images& images, std::int64_t row, std::int64_t number) {
                   mosaic.add(composition.side_by_side ? number : 0, images, row,
                              windows.corner(number),
                              composition.normalize ? normalizing(images, row) : 1);
                 });
  return mosaic;
}

}  // namespace SparseConv::cli
