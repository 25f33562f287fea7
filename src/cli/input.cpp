#include "input.hpp"

#include <algorithm>
#include <vector>

#include "process.hpp"

namespace SparseConv::cli {
namespace {

/// Bounds the offsets that are read to find the end of a slice.
constexpr std::int64_t most_images = 65536;

/// Entries of a slice of more than one image.
constexpr std::int64_t most_entries = std::int64_t(1) << 24;

/// The end of the slice that begins with image `first` and does not reach beyond `last`.
std::int64_t end_of_slice(const io::BatchReader& reader, std::int64_t first, std::int64_t last) {
  const auto offsets = reader.offsets(first, std::min(first + most_images, last));
  const auto end = std::upper_bound(offsets.begin(), offsets.end(), offsets.front() + most_entries);
  const std::int64_t whole = end - offsets.begin() - 1;
  return std::min(first + std::max<std::int64_t>(whole, 1), last);
}

}  // namespace

void for_each_slice(const io::BatchReader& reader, std::int64_t n_images,
                    const std::function<void(std::int64_t first, std::int64_t last)>& work) {
  std::int64_t first = 0;
  do {
    throw_if_interrupted();
    const std::int64_t last = end_of_slice(reader, first, n_images);
    work(first, last);
    first = last;
  } while (first < n_images);
  io::check_unchanged(reader.sources());
}

}  // namespace SparseConv::cli
