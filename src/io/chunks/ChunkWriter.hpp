#ifndef SPARSECONV_IO_CHUNKS_CHUNKWRITER_HPP
#define SPARSECONV_IO_CHUNKS_CHUNKWRITER_HPP

#include <algorithm>
#include <io/chunks/ChunkCodec.hpp>
#include <vector>

namespace SparseConv::io::hdf5 {

/// Writes the chunks of a dataset one after the other, as they are stored.
class ChunkWriter {
 public:
  /// \param most_at_a_time chunks that are encoded at a time
  ChunkWriter(const ChunkCodec& codec, int most_at_a_time)
      : codec_(codec), at_a_time_(std::min(codec.at_a_time(), most_at_a_time)) {}

  // These allocate memory for chunks, but for a flush() after something could not be written.

  /// Appends elements. The extent of the dataset includes them. Those of a chunk that is not full
  /// are kept until it is, or until flush().
  /// \return negative if HDF5 cannot write
  herr_t append(hid_t dataset, const void* elements, hsize_t n);

  /// Writes the chunk that is kept, filled up with zeros: the last one, or the one that could not
  /// be written. \return negative if HDF5 cannot write
  herr_t flush(hid_t dataset);

 private:
  herr_t write(hid_t dataset, const unsigned char* chunks, std::size_t n);
  herr_t write(hid_t dataset, const StoredChunk& chunk);

  ChunkCodec codec_;
  int at_a_time_;
  std::vector<unsigned char> kept_;  ///< bytes of a chunk that is not full, or not written
  hsize_t first_ = 0;                ///< its first element
  std::vector<StoredChunk> rooms_;   ///< for chunks as they are stored; one stays
};

}  // namespace SparseConv::io::hdf5

#endif
