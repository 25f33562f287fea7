#include <algorithm>
#include <io/chunks/ChunkWriter.hpp>

namespace SparseConv::io::hdf5 {

herr_t ChunkWriter::append(hid_t dataset, const void* elements, hsize_t n) {
  const std::size_t chunk_bytes = codec_.chunk_bytes();
  const auto* next = static_cast<const unsigned char*>(elements);
  const auto* const end = next + n * codec_.element_size();
  if (!kept_.empty()) {
    const auto missing = static_cast<std::ptrdiff_t>(chunk_bytes - kept_.size());
    const auto* const rest = next + std::min(missing, end - next);
    kept_.insert(kept_.end(), next, rest);
    next = rest;
    if (kept_.size() < chunk_bytes) return 0;
    if (write(dataset, kept_.data(), 1) < 0) return -1;
    kept_.clear();
  }
  const std::size_t n_whole = static_cast<std::size_t>(end - next) / chunk_bytes;
  if (write(dataset, next, n_whole) < 0) return -1;
  kept_.assign(next + n_whole * chunk_bytes, end);
  return 0;
}

herr_t ChunkWriter::flush(hid_t dataset) {
  if (kept_.empty()) return 0;
  kept_.resize(codec_.chunk_bytes());
  if (write(dataset, kept_.data(), 1) < 0) return -1;
  kept_.clear();
  return 0;
}

herr_t ChunkWriter::write(hid_t dataset, const unsigned char* chunks, std::size_t n) {
  kept_.reserve(codec_.chunk_bytes());
  while (rooms_.size() < std::min(n, static_cast<std::size_t>(at_a_time_)))
    rooms_.push_back(codec_.make_room());
  for (std::size_t done = 0; done < n;) {
    const std::size_t some = std::min(n - done, rooms_.size());
    codec_.encode(chunks + done * codec_.chunk_bytes(), some, rooms_.data());
    for (std::size_t i = 0; i < some; ++i, ++done)
      if (write(dataset, rooms_[i]) < 0) {
        const auto* const failed = chunks + done * codec_.chunk_bytes();
        if (kept_.empty()) kept_.assign(failed, failed + codec_.chunk_bytes());
        return -1;
      }
  }
  rooms_.resize(std::min(rooms_.size(), std::size_t(1)));
  return 0;
}

herr_t ChunkWriter::write(hid_t dataset, const StoredChunk& chunk) {
  if (chunk.size == 0 ||
      H5Dwrite_chunk(dataset, H5P_DEFAULT, 0, &first_, chunk.size, chunk.bytes.get()) < 0)
    return -1;
  first_ += static_cast<hsize_t>(codec_.chunk_length());
  return 0;
}

}  // namespace SparseConv::io::hdf5
