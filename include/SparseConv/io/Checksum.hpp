#ifndef SPARSECONV_IO_CHECKSUM_HPP
#define SPARSECONV_IO_CHECKSUM_HPP

#include <cstdint>
#include <string>

namespace SparseConv::io {

/// CRC-32 of the arrays of a batch in a file, as they are there; the slices in which they were
/// written make no difference.
struct Checksum {
  std::uint32_t data = 0;     ///< of the values
  std::uint32_t indices = 0;  ///< of the columns
  std::uint32_t indptr = 0;   ///< of the offsets
};

/// Whether all arrays are the same.
inline bool operator==(const Checksum& a, const Checksum& b) {
  return a.data == b.data && a.indices == b.indices && a.indptr == b.indptr;
}
/// Whether any of the arrays differ.
inline bool operator!=(const Checksum& a, const Checksum& b) { return !(a == b); }

/// Reads a batch from end to end.
/// \param path `FILE` or `FILE:GROUP`
/// \throws Error (input) as BatchReader does, and if the file is damaged anywhere: if HDF5 says so,
/// or if an array has another CRC-32 than its attribute `crc32` says, where it has one
Checksum read_checksum(const std::string& path);

}  // namespace SparseConv::io

#endif
