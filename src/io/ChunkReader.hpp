#ifndef SPARSECONV_IO_CHUNKREADER_HPP
#define SPARSECONV_IO_CHUNKREADER_HPP

#include <cstdint>
#include <io/hdf5.hpp>
#include <optional>
#include <string>
#include <vector>

namespace SparseConv::io::hdf5 {

/// Reads the chunks of a one-dimensional dataset whose only filter is fletcher32, as they are
/// stored, and compares them with their checksums. HDF5 itself takes twice as long to pass them
/// through its filters.
class ChunkReader {
 public:
  /// A reader for a dataset, if it is such a dataset, and its chunks are not large.
  /// \param where the dataset in messages
  /// \param size  bytes of an element as it is stored
  static std::optional<ChunkReader> find(hid_t dataset, const std::string& where, std::size_t size);

  std::int64_t chunk_length() const { return chunk_length_; }  ///< elements of a chunk

  /// Reads the first elements of a chunk.
  /// \param first the first element of the chunk
  /// \return false if the chunk is not as expected; HDF5 can tell what is wrong
  bool read(hid_t dataset, std::int64_t first, std::int64_t n, void* elements);

 private:
  ChunkReader(std::int64_t chunk_length, std::size_t size);

  std::int64_t chunk_length_;
  std::size_t size_;                   ///< bytes of an element
  std::vector<unsigned char> stored_;  ///< a chunk as it is stored
};

}  // namespace SparseConv::io::hdf5

#endif
