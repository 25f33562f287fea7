#include "input.hpp"

#include <SparseConv/Error.hpp>
#include <algorithm>
#include <vector>

#include "process.hpp"

namespace SparseConv::cli {
namespace {

/// Bounds the offsets that are read to find the end of a slice.
constexpr std::int64_t most_images = 65536;

constexpr std::int64_t entries_of_part = 1 << 18;

}  // namespace

ImageShape image_shape(const io::BatchInfo& info, std::optional<ImageShape> given) {
  SPARSECONV_THROW_IF(!given && !info.image_shape, input,
                      info.file + ": group " + info.group +
                          " has no attribute image-shape, give --image-shape H,W");
  SPARSECONV_THROW_IF(given && info.image_shape && *given != *info.image_shape, input,
                      info.file + ": images of group " + info.group + " are " +
                          to_string(*info.image_shape) + " and not " + to_string(*given) +
                          ", leave out --image-shape");
  const ImageShape shape = given ? *given : *info.image_shape;
  SPARSECONV_THROW_IF(shape.size() != info.n_pixels, input,
                      info.file + ": images of group " + info.group + " have " +
                          std::to_string(info.n_pixels) + " pixels, which is not " +
                          to_string(shape));
  return shape;
}

std::int64_t end_of_slice(const io::BatchReader& reader, std::int64_t first, std::int64_t last,
                          const ImageCost& cost, std::int64_t limit) {
  const std::vector<std::int64_t> offsets =
      reader.offsets(first, std::min(first + most_images, last));
  std::int64_t total = 0;
  std::size_t count = 0;
  while (count + 1 < offsets.size()) {
    total += cost(offsets[count + 1] - offsets[count]);
    if (count > 0 && total > limit) break;
    ++count;
  }
  return first + static_cast<std::int64_t>(count);
}

void for_each_slice(const io::BatchReader& reader, std::int64_t n_images, const ImageCost& cost,
                    const std::function<void(std::int64_t first, std::int64_t last)>& work,
                    std::int64_t limit) {
  std::int64_t first = 0;
  do {
    throw_if_interrupted();
    const std::int64_t last = end_of_slice(reader, first, n_images, cost, limit);
    work(first, last);
    first = last;
  } while (first < n_images);
}

void for_each_part(std::int64_t first, std::int64_t last,
                   const std::function<void(std::int64_t first, std::int64_t last)>& work) {
  for (; first < last; first += entries_of_part) {
    throw_if_interrupted();
    work(first, std::min(first + entries_of_part, last));
  }
}

}  // namespace SparseConv::cli
