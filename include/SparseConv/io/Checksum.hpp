#ifndef SPARSECONV_IO_CHECKSUM_HPP
#define SPARSECONV_IO_CHECKSUM_HPP

#include <cstdint>
#include <string>

namespace SparseConv::io {

/// CRC-32 of the arrays of a batch, as they are stored in a file. It does not depend on the slices
/// in which the arrays were written.
struct Checksum {
  std::uint32_t data = 0;     ///< CRC-32 of the values
  std::uint32_t indices = 0;  ///< CRC-32 of the columns
  std::uint32_t indptr = 0;   ///< CRC-32 of the offsets
};

/// Whether all three checksums agree.
inline bool operator==(const Checksum& a, const Checksum& b) {
  return a.data == b.data && a.indices == b.indices && a.indptr == b.indptr;
}
/// Whether one of the three checksums differs.
inline bool operator!=(const Checksum& a, const Checksum& b) { return !(a == b); }

/// Reads a batch from end to end, and computes its checksum.
/// \param path `FILE` or `FILE:GROUP`
/// \throws Error (input) as BatchReader does, if the file is damaged anywhere, or if it was changed
/// while it was read. Damage shows in the checksums of chunks (fletcher32) and of blocks, and in
/// the CRC-32 of an array, which is its attribute `crc32`; a file may have any of these or none.
Checksum read_checksum(const std::string& path);

}  // namespace SparseConv::io

#endif
