#include <algorithm>
#include <io/chunks/box.hpp>
#include <io/chunks/storage.hpp>
#include <io/chunks/stored_chunks.hpp>
#include <io/files/files_page.hpp>
#include <io/hdf5/extents.hpp>
#include <io/hdf5/number_types.hpp>
#include <io/sources/StackArray.hpp>
#include <numeric>
#include <utility>

namespace SparseConv::io {
namespace {

std::vector<std::int64_t> shape_of(hid_t dataset, const std::string& where) {
  const std::vector<hsize_t> extents = hdf5::extents_of(dataset, where);
  check_rank_of_stack(extents.size(), where);
  return {extents.begin(), extents.end()};
}

/// The largest box at the start of `n` elements from `first` on: a part of a row, whole rows of an
/// image, or whole images.
hdf5::Box next_box(const std::vector<std::int64_t>& shape, std::int64_t first, std::int64_t n) {
  const std::size_t rank = shape.size();
  hdf5::Box box{std::vector<hsize_t>(rank), std::vector<hsize_t>(rank, 1)};
  std::int64_t taken = 1;
  bool whole = true;  // so far, from the last dimension on
  for (std::size_t i = rank; i-- > 0;) {
    const std::int64_t start = first % shape[i];
    const std::int64_t count = whole ? std::clamp(n / taken, std::int64_t{1}, shape[i] - start) : 1;
    whole = whole && count == shape[i];
    box.start[i] = static_cast<hsize_t>(start);
    box.count[i] = static_cast<hsize_t>(count);
    taken *= count;
    first /= shape[i];
  }
  return box;
}

}  // namespace

void check_rank_of_stack(std::size_t rank, const std::string& where) {
  SPARSECONV_THROW_IF(
      rank != 2 && rank != 3, input,
      where + ": has " + std::to_string(rank) + (rank == 1 ? " dimension" : " dimensions") +
          ": dense images are images x pixels, or images x height x width" + see_files_page);
}

StackArray::StackArray(hdf5::Handle dataset, std::string where, std::int64_t buffer_bytes)
    : dataset_(std::move(dataset)),
      where_(std::move(where)),
      shape_(shape_of(dataset_, where_)),
      type_(hdf5::type_of(dataset_, where_)) {
  hdf5::check_numbers(dataset_, where_);
  hdf5::check_storage(dataset_, where_);
  chunks_ = hdf5::chunk_limits(dataset_, where_);
  layer_length_ = length_of_layer(buffer_bytes);
}

std::int64_t StackArray::length() const {
  return std::accumulate(shape_.begin(), shape_.end(), std::int64_t{1}, std::multiplies<>());
}

/// Elements of the images that lie in the same chunks. \return 0 without chunks, or if the images
/// take more than these bytes
std::int64_t StackArray::length_of_layer(std::int64_t buffer_bytes) const {
  if (chunks_.extents.empty() || length() == 0) return 0;
  const std::int64_t length_of_image = length() / shape_[0];
  const std::int64_t images = std::min(static_cast<std::int64_t>(chunks_.extents[0]), shape_[0]);
  const auto most = static_cast<std::int64_t>(buffer_bytes / H5Tget_size(type_));
  return images <= most / length_of_image ? images * length_of_image : 0;
}

void StackArray::read_as(hid_t type, std::int64_t first, std::int64_t n, void* numbers) const {
  if (layer_length_ == 0) return read_boxes(type, first, n, numbers);
  auto* next = static_cast<unsigned char*>(numbers);
  for (const std::int64_t last = first + n; first < last;) {
    if (!layer_.holds(first)) keep_layer(first);
    const std::int64_t stop = layer_.convert(type_, first, last, type, next, where_);
    next += static_cast<std::size_t>(stop - first) * H5Tget_size(type);
    first = stop;
  }
}

/// Reads the layer with an element.
void StackArray::keep_layer(std::int64_t position) const {
  const std::int64_t first = position - position % layer_length_;
  const std::int64_t n = std::min(layer_length_, length() - first);
  layer_.prepare(first, n, H5Tget_size(type_));
  read_boxes(type_, first, n, layer_.bytes.data());
  layer_.last = first + n;
}

void StackArray::read_boxes(hid_t type, std::int64_t first, std::int64_t n, void* numbers) const {
  auto* next = static_cast<unsigned char*>(numbers);
  for (const std::int64_t last = first + n; first < last;) {
    const hdf5::Box box = next_box(shape_, first, last - first);
    hdf5::read_box(dataset_, type, box, next, where_, chunks_);
    next += box.size() * H5Tget_size(type);
    first += static_cast<std::int64_t>(box.size());
  }
}

}  // namespace SparseConv::io
