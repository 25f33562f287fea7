#include "commands/input.hpp"

#include <algorithm>
#include <vector>

#include "process/process.hpp"

namespace SparseConv::cli {
namespace {

/// Images of a slice. Bounds the offsets that are read to find its end.
constexpr std::int64_t most_images_of_slice = 65536;

/// Entries of each batch in a slice, unless it is one image.
constexpr std::int64_t most_entries = std::int64_t(1) << 24;

/// The slice of all batches that begins with image `first` and does not reach beyond `last`.
Amount next_slice(const std::vector<const io::BatchReader*>& readers, std::int64_t first,
                  std::int64_t last) {
  Amount slice{last - first};
  std::vector<std::vector<std::int64_t>> offsets;
  for (const io::BatchReader* reader : readers) {
    offsets.push_back(reader->offsets(first, std::min(first + most_images_of_slice, last)));
    const auto begin = offsets.back().begin(), end = offsets.back().end();
    const std::int64_t whole = std::upper_bound(begin, end, *begin + most_entries) - begin - 1;
    slice.images = std::min(slice.images, std::max<std::int64_t>(whole, 1));
  }
  for (const auto& of_batch : offsets)
    slice.nnz += of_batch[static_cast<std::size_t>(slice.images)] - of_batch.front();
  return slice;
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

void for_each_slice(const std::vector<const io::BatchReader*>& readers, ImageRange images,
                    Progress& progress,
                    const std::function<void(std::int64_t first, std::int64_t last)>& work) {
  std::int64_t first = images.first;
  do {
    throw_if_interrupted();
    const Amount slice = next_slice(readers, first, images.last);
    work(first, first + slice.images);
    first += slice.images;
    progress.add(slice);
  } while (first < images.last);
  for (const io::BatchReader* reader : readers) io::check_unchanged(reader->sources());
}

std::vector<std::string> files_of(const io::BatchReader& reader) {
  std::vector<std::string> files;
  for (const io::SourceFile& source : reader.sources()) files.push_back(source.path);
  return files;
}

}  // namespace SparseConv::cli
