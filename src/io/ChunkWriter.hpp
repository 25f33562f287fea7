#ifndef SPARSECONV_IO_CHUNKWRITER_HPP
#define SPARSECONV_IO_CHUNKWRITER_HPP

#include <cstddef>
#include <io/hdf5.hpp>
#include <vector>

namespace SparseConv::io::hdf5 {

/// Writes the chunks of a one-dimensional dataset whose only filter is fletcher32, one after the
/// other, as they are stored: a chunk, and its checksum. HDF5 itself takes three times as long to
/// pass them through its filters.
class ChunkWriter {
 public:
  /// \param chunk_length elements of a chunk
  /// \param size         bytes of an element, an even number
  ChunkWriter(hsize_t chunk_length, std::size_t size);

  /// Appends elements. The extent of the dataset includes them. Those of a chunk that is not full
  /// are kept until it is, or until flush().
  /// \return negative if HDF5 cannot write
  herr_t append(hid_t dataset, const void* elements, hsize_t n);

  /// Writes the chunk that is kept, filled up with zeros: the last one, or the one that could not
  /// be written. \return negative if HDF5 cannot write
  herr_t flush(hid_t dataset);

 private:
  herr_t write(hid_t dataset);

  std::size_t chunk_bytes_;
  std::vector<unsigned char> stored_;  ///< a chunk as it is stored
  std::size_t filled_ = 0;             ///< bytes of it that are there
  hsize_t chunk_length_;
  hsize_t first_ = 0;  ///< its first element
};

}  // namespace SparseConv::io::hdf5

#endif
