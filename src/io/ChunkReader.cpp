#include <algorithm>
#include <cstring>
#include <io/ChunkReader.hpp>
#include <io/fletcher32.hpp>
#include <io/storage.hpp>

namespace SparseConv::io::hdf5 {
namespace {

/// Larger chunks, which HDF5 frees after each use, would take memory that nobody has counted.
constexpr std::size_t most_bytes = std::size_t(1) << 20;

/// Reads a chunk as it is stored. \return negative if that fails
herr_t read_stored(hid_t dataset, hsize_t first, std::uint32_t& skipped,
                   std::vector<unsigned char>& bytes) {
  hsize_t size = 0;
  if (H5Dget_chunk_storage_size(dataset, &first, &size) < 0 || size != bytes.size()) return -1;
#if H5_VERSION_GE(2, 0, 0)
  std::size_t room = bytes.size();
  return H5Dread_chunk2(dataset, H5P_DEFAULT, &first, &skipped, bytes.data(), &room);
#else
  return H5Dread_chunk(dataset, H5P_DEFAULT, &first, &skipped, bytes.data());
#endif
}

}  // namespace

ChunkReader::ChunkReader(std::int64_t chunk_length, std::size_t size)
    : chunk_length_(chunk_length), size_(size) {}

std::optional<ChunkReader> ChunkReader::find(hid_t dataset, const std::string& where,
                                             std::size_t size) {
  if (!has_only_checksums(dataset, where) || size % 2 != 0) return std::nullopt;
  const std::int64_t length = chunk_extents(dataset, where).front();
  if (static_cast<std::uint64_t>(length) > most_bytes / size) return std::nullopt;
  return ChunkReader(length, size);
}

bool ChunkReader::read(hid_t dataset, std::int64_t first, std::int64_t n, void* elements) {
  const std::size_t chunk_bytes = static_cast<std::size_t>(chunk_length_) * size_;
  stored_.resize(chunk_bytes + sizeof(Fletcher32));
  std::uint32_t skipped = 0;  // filters, a bit for each
  if (read_stored(dataset, static_cast<hsize_t>(first), skipped, stored_) < 0 || skipped != 0)
    return false;
  const Fletcher32 checksum = fletcher32(stored_.data(), chunk_bytes);
  if (!std::equal(checksum.begin(), checksum.end(), stored_.begin() + chunk_bytes)) return false;
  std::memcpy(elements, stored_.data(), static_cast<std::size_t>(n) * size_);
  return true;
}

}  // namespace SparseConv::io::hdf5
