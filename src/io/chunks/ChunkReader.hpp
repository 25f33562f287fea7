#ifndef SPARSECONV_IO_CHUNKS_CHUNKREADER_HPP
#define SPARSECONV_IO_CHUNKS_CHUNKREADER_HPP

#include <cstdint>
#include <io/chunks/ChunkCodec.hpp>

namespace SparseConv::io::hdf5 {

/// Reads whole chunks of a dataset as they are stored.
class ChunkReader {
 public:
  explicit ChunkReader(const ChunkCodec& codec) : codec_(codec) {}

  std::int64_t chunk_length() const { return codec_.chunk_length(); }  ///< elements of a chunk

  /// The most elements that are worth being read at a time.
  std::int64_t most_at_a_time() const { return codec_.at_a_time() * codec_.chunk_length(); }

  /// Reads elements.
  /// \param first the first element of a chunk
  /// \param n     the last of them ends a chunk, or the dataset. More than most_at_a_time() take
  /// more
  ///              memory, and no less time.
  /// \return false if a chunk is not as expected; HDF5 can tell what is wrong
  bool read(hid_t dataset, std::int64_t first, std::int64_t n, void* elements) const;

 private:
  bool read_stored(hid_t dataset, std::int64_t first, StoredChunk& chunk) const;

  ChunkCodec codec_;
};

}  // namespace SparseConv::io::hdf5

#endif
