#include "commands/input.hpp"

#include <algorithm>
#include <vector>

#include "process/process.hpp"

namespace SparseConv::cli {
namespace {

/// Images of a slice. Bounds the offsets that are read to find its end.
constexpr std::int64_t most_images = 65536;

/// Entries of a slice, unless it is one image.
constexpr std::int64_t most_entries = std::int64_t(1) << 24;

/// The slice that begins with image `first` and does not reach beyond `last`.
Amount next_slice(const io::BatchReader& reader, std::int64_t first, std::int64_t last) {
  const auto offsets = reader.offsets(first, std::min(first + most_images, last));
  const auto end = std::upper_bound(offsets.begin(), offsets.end(), offsets.front() + most_entries);
  const std::int64_t whole = end - offsets.begin() - 1;
  const std::int64_t images = std::min(std::max<std::int64_t>(whole, 1), last - first);
  return {images, offsets[static_cast<std::size_t>(images)] - offsets.front()};
}

}  // namespace

io::BatchReader open_batch(const std::string& path, io::ReadOptions options, ProgressStyle style) {
  OpeningProgress progress(style, path);
  options.opening = [&progress](double fraction) {
    throw_if_interrupted();
    progress.show(fraction);
  };
  return io::BatchReader(path, options);
}

void for_each_slice(const io::BatchReader& reader, ImageRange images, Progress& progress,
                    const std::function<void(std::int64_t first, std::int64_t last)>& work) {
  std::int64_t first = images.first;
  do {
    throw_if_interrupted();
    const Amount slice = next_slice(reader, first, images.last);
    work(first, first + slice.images);
    first += slice.images;
    progress.add(slice);
  } while (first < images.last);
  io::check_unchanged(reader.sources());
}

}  // namespace SparseConv::cli
