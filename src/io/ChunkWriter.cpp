#include <algorithm>
#include <cstring>
#include <io/ChunkWriter.hpp>
#include <io/fletcher32.hpp>

namespace SparseConv::io::hdf5 {

ChunkWriter::ChunkWriter(hsize_t chunk_length, std::size_t size)
    : chunk_bytes_(chunk_length * size),
      stored_(chunk_bytes_ + sizeof(Fletcher32)),
      chunk_length_(chunk_length) {}

herr_t ChunkWriter::append(hid_t dataset, const void* elements, hsize_t n) {
  const auto* next = static_cast<const unsigned char*>(elements);
  const auto* const end = next + n * (chunk_bytes_ / chunk_length_);
  while (next != end) {
    const std::size_t n_bytes =
        std::min(chunk_bytes_ - filled_, static_cast<std::size_t>(end - next));
    std::memcpy(stored_.data() + filled_, next, n_bytes);
    filled_ += n_bytes;
    next += n_bytes;
    if (filled_ == chunk_bytes_ && write(dataset) < 0) return -1;
  }
  return 0;
}

herr_t ChunkWriter::flush(hid_t dataset) {
  if (filled_ == 0) return 0;
  std::memset(stored_.data() + filled_, 0, chunk_bytes_ - filled_);
  return write(dataset);
}

herr_t ChunkWriter::write(hid_t dataset) {
  const Fletcher32 checksum = fletcher32(stored_.data(), chunk_bytes_);
  std::copy(checksum.begin(), checksum.end(), stored_.begin() + chunk_bytes_);
  if (H5Dwrite_chunk(dataset, H5P_DEFAULT, 0, &first_, stored_.size(), stored_.data()) < 0)
    return -1;
  first_ += chunk_length_;
  filled_ = 0;
  return 0;
}

}  // namespace SparseConv::io::hdf5
