#include <io/chunks/ChunkReader.hpp>
#include <io/chunks/stored_chunks.hpp>
#include <vector>

namespace SparseConv::io::hdf5 {

bool ChunkReader::read(hid_t dataset, std::int64_t first, std::int64_t n, void* elements) const {
  std::vector<StoredChunk> stored;
  for (std::int64_t begin = first; begin < first + n; begin += chunk_length())
    if (!read_stored(dataset, begin, stored.emplace_back(codec_.make_room()))) return false;
  return codec_.decode(stored.data(), stored.size(), static_cast<unsigned char*>(elements),
                       static_cast<std::size_t>(n) * codec_.element_size());
}

/// Reads a chunk as it is stored, if all filters were used and there is room for it.
bool ChunkReader::read_stored(hid_t dataset, std::int64_t first, StoredChunk& chunk) const {
  const auto begin = static_cast<hsize_t>(first);
  hsize_t size = 0;
  if (H5Dget_chunk_storage_size(dataset, &begin, &size) < 0 || size > codec_.most_stored())
    return false;
  chunk.size = size;
  std::uint32_t skipped = 0;  // filters, a bit for each
  return read_stored_chunk(dataset, &begin, chunk.size, chunk.bytes.get(), skipped) >= 0 &&
         skipped == 0;
}

}  // namespace SparseConv::io::hdf5
