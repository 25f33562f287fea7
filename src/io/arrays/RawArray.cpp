#include <algorithm>
#include <io/arrays/RawArray.hpp>
#include <io/chunks/stored_chunks.hpp>
#include <io/hdf5/extents.hpp>
#include <io/hdf5/number_types.hpp>
#include <utility>

namespace SparseConv::io::hdf5 {

RawArray::RawArray(Handle dataset, std::string where)
    : dataset_(std::move(dataset)), where_(std::move(where)), type_(type_of(dataset_, where_)) {
  length_ = length_of(dataset_, where_);
  limits_ = chunk_limits(dataset_, where_);
  if (const auto codec = ChunkCodec::find(dataset_, where_)) chunks_.emplace(*codec);
}

void RawArray::read_as(hid_t type, std::int64_t first, std::int64_t n, void* numbers) const {
  if (!chunks_ || H5Tequal(type, type_) <= 0) return read_selected(type, first, n, numbers);
  const std::int64_t length = chunks_->chunk_length(), last = first + n;
  auto* next = static_cast<unsigned char*>(numbers);
  while (first < last) {
    std::int64_t end = end_of_whole_chunks(first, last);
    const bool is_whole = first < end;
    // Of a chunk that is wanted in part HDF5 keeps the rest for the next slice.
    if (!is_whole) end = std::min(first - first % length + length, last);
    if (!is_whole || !chunks_->read(dataset_, first, end - first, next))
      read_selected(type, first, end - first, next);
    next += static_cast<std::size_t>(end - first) * H5Tget_size(type);
    first = end;
  }
}

/// The end of the whole chunks that elements `first` to `last - 1` begin with: of no more chunks
/// than are read at a time.
std::int64_t RawArray::end_of_whole_chunks(std::int64_t first, std::int64_t last) const {
  const std::int64_t length = chunks_->chunk_length();
  if (first % length != 0) return first;
  const std::int64_t end = last == length_ ? last : std::max(first, last - last % length);
  return std::min(end, first + chunks_->most_at_a_time());
}

/// Elements in HDF5's own way, which finds out what is wrong.
void RawArray::read_selected(hid_t type, std::int64_t first, std::int64_t n, void* numbers) const {
  const auto start = static_cast<hsize_t>(first), count = static_cast<hsize_t>(n);
  read_box(dataset_, type, {{start}, {count}}, numbers, where_, limits_);
}

}  // namespace SparseConv::io::hdf5
