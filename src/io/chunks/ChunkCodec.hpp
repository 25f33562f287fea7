#ifndef SPARSECONV_IO_CHUNKS_CHUNKCODEC_HPP
#define SPARSECONV_IO_CHUNKS_CHUNKCODEC_HPP

#include <cstddef>
#include <io/hdf5/hdf5.hpp>
#include <memory>
#include <optional>
#include <string>

namespace SparseConv::io::hdf5 {

/// More chunks are never compressed or expanded at a time: so many are faster than most disks, and
/// take little memory.
inline constexpr int most_chunks_at_a_time = 8;

/// The most chunks that are compressed or expanded at a time here, each by a thread of the host: no
/// more than OpenMP would give.
int chunks_at_a_time();

/// A chunk as it is stored.
struct StoredChunk {
  std::unique_ptr<unsigned char[]> bytes;
  std::size_t size = 0;  ///< how many bytes it has
  std::unique_ptr<unsigned char[]>
      spare;  ///< room for the chunk on the way from or to its elements
};

/// Does what HDF5's filters do with the chunks of a one-dimensional dataset:
///
///     elements
///       | shuffle       puts the bytes in the order of their significance
///       | deflate       compresses them, as gzip does
///       | fletcher32    adds a checksum
///       v
///     stored chunk
///
/// A dataset may have any of the three. HDF5 itself compresses and expands by one thread, and takes
/// three times as long to pass chunks through fletcher32 alone.
class ChunkCodec {
 public:
  /// The codec of a dataset, if these are its only filters, and its chunks are not large.
  /// \param where the dataset in messages
  static std::optional<ChunkCodec> find(hid_t dataset, const std::string& where);

  std::int64_t chunk_length() const { return chunk_length_; }  ///< elements of a chunk
  std::size_t element_size() const { return chunk_bytes_ / chunk_length_; }  ///< in bytes
  std::size_t chunk_bytes() const { return chunk_bytes_; }                   ///< of the elements

  /// The most bytes of a chunk as it is stored.
  std::size_t most_stored() const;

  /// How many chunks are worth being encoded or decoded at a time: one, unless they are compressed.
  int at_a_time() const { return deflates_ ? chunks_at_a_time() : 1; }

  /// Room for a chunk of any content.
  StoredChunk make_room() const;

  /// Encodes `n` consecutive chunks, by threads of the host.
  /// \param stored made by make_room(). Its size is 0 if there is no memory.
  void encode(const unsigned char* elements, std::size_t n, StoredChunk* stored) const;

  /// Decodes `n` consecutive chunks, by threads of the host.
  /// \param n_bytes of the elements that are wanted, which end in the last chunk
  /// \return false if a chunk is damaged, or there is no memory
  bool decode(const StoredChunk* stored, std::size_t n, unsigned char* elements,
              std::size_t n_bytes) const;

 private:
  ChunkCodec() = default;
  std::size_t encode_one(const unsigned char* elements, StoredChunk& stored) const;
  bool decode_one(const StoredChunk& stored, unsigned char* elements, std::size_t n_bytes) const;

  std::int64_t chunk_length_ = 1;
  std::size_t chunk_bytes_ = 1;
  bool shuffles_ = false, deflates_ = false, checks_ = false;
  int level_ = 0;  ///< of deflate
};

}  // namespace SparseConv::io::hdf5

#endif
