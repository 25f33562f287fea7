#ifndef SPARSECONV_IO_ARRAYS_VERIFIEDARRAY_HPP
#define SPARSECONV_IO_ARRAYS_VERIFIEDARRAY_HPP

#include <cstdint>
#include <io/arrays/Piece.hpp>
#include <io/arrays/RawArray.hpp>
#include <io/arrays/block_checksums.hpp>
#include <optional>
#include <string>
#include <vector>

namespace SparseConv::io::hdf5 {

/// A one-dimensional dataset that is stored in its own file. All elements that are read are
/// compared with their checksums, if the file has any: fletcher32 by HDF5 or ChunkReader, and the
/// checksums of blocks by this class.
class VerifiedArray {
 public:
  /// Checks that the file holds all of the dataset.
  /// \param group the group in which the checksums of its blocks may be
  /// \param where the group in messages
  /// \param files gets the names of the files that hold the checksums, or lead to them
  /// \throws Error (input)
  VerifiedArray(RawArray array, hid_t group, const std::string& where, const std::string& name,
                std::vector<std::string>& files);

  const RawArray& raw() const { return array_; }

  /// Elements `first` to `first + n - 1`, converted to a type in memory. Whole blocks go straight
  /// to `numbers` if they need no conversion. Where a part of a block is asked for, the whole block
  /// is read, and kept until another block is needed.
  /// \throws Error (input) if the file is damaged there
  void read_as(hid_t type, std::int64_t first, std::int64_t n, void* numbers) const;

 private:
  std::int64_t begin_of_block(std::int64_t position) const;
  std::int64_t end_of_blocks(std::int64_t position) const;
  bool starts_with_block(std::int64_t first, std::int64_t last) const;
  std::int64_t read_blocks(std::int64_t first, std::int64_t last, void* bytes) const;
  void keep_piece(std::int64_t first, std::int64_t last) const;

  RawArray array_;
  std::optional<BlockChecksums> checksums_;
  std::size_t size_;     ///< bytes of an element as it is stored
  mutable Piece piece_;  ///< whole blocks that were verified
};

}  // namespace SparseConv::io::hdf5

#endif
