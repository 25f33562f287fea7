#ifndef SPARSECONV_IO_ARRAYS_BLOCK_CHECKSUMS_HPP
#define SPARSECONV_IO_ARRAYS_BLOCK_CHECKSUMS_HPP

#include <cstdint>
#include <io/arrays/RawArray.hpp>
#include <optional>
#include <string>
#include <vector>

/// \file
/// Checksums of the blocks of an array, for arrays that several processes write: HDF5's own
/// (fletcher32) are for chunks that one process writes. They are in a group beside the array:
///
///     images/data              n elements
///     images/checksums/data    ceil(n / L) int64 numbers, with an attribute `block-length` = L
///
/// Number `b` is the CRC-32 (zlib's) of the bytes of elements `b * L` to `min((b + 1) * L, n) - 1`,
/// as they are stored.

namespace SparseConv::io::hdf5 {

/// Elements of a block in the files that are written.
inline constexpr std::int64_t checksum_block_length = 131072;

/// The blocks of an array; the last one may be shorter.
inline std::int64_t n_blocks(std::int64_t length,
                             std::int64_t block_length = checksum_block_length) {
  return length / block_length + (length % block_length != 0 ? 1 : 0);
}

/// Adds the checksums of an array's blocks of `checksum_block_length` elements to a batch.
/// \param group the group of the batch
/// \param where the group in messages
/// \param array name of the array, for instance `data`
/// \throws Error (system)
void write_block_checksums(hid_t group, const std::string& where, const char* array,
                           const std::vector<std::int64_t>& sums);

/// The checksums of an array's blocks, with which its elements are compared.
class BlockChecksums {
 public:
  /// The checksums of an array, if the group has any.
  /// \param where the group in messages
  /// \param files gets the names of the files that hold the checksums, or lead to them
  /// \throws Error (input) naming the checksums' dataset if they do not fit the array's length
  static std::optional<BlockChecksums> find(hid_t group, const std::string& where,
                                            const std::string& array, std::int64_t length,
                                            std::vector<std::string>& files);

  std::int64_t block_length() const { return block_length_; }  ///< elements of a block

  /// Elements that are best read at once: one block, or several small blocks.
  std::int64_t piece_length() const;

  /// Compares elements `first` to `first + n - 1` of the array, which are whole blocks.
  /// \param bytes the elements as they are stored
  /// \param size  bytes of an element
  /// \param where the array in messages
  /// \throws Error (input) naming the block that is damaged
  void verify(std::int64_t first, std::int64_t n, const void* bytes, std::size_t size,
              const std::string& where) const;

 private:
  explicit BlockChecksums(RawArray sums);

  RawArray sums_;
  std::int64_t block_length_;
};

}  // namespace SparseConv::io::hdf5

#endif
