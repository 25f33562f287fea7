#ifndef SPARSECONV_IO_CHECKSUM_IMPL_HPP
#define SPARSECONV_IO_CHECKSUM_IMPL_HPP

#include <SparseConv/io/Checksum.hpp>
#include <cstdint>
#include <functional>
#include <string>

/// \file
/// Computes checksums (CRC-32), and compares what was written with them.

namespace SparseConv::io::hdf5 {

/// CRC-32 of earlier bytes and the `n` bytes that follow. `sum` is the CRC-32 of the earlier bytes,
/// which is 0 for none.
std::uint32_t add_to_checksum(std::uint32_t sum, const void* bytes, std::size_t n);

/// CRC-32 of two runs of bytes together, from the CRC-32 of each. `n` is the length of the later
/// run.
std::uint32_t combine_checksums(std::uint32_t sum, std::uint32_t later, std::int64_t n);

/// Checks a file that was just written. The disk may hold something else: some file systems do not
/// report a write that failed.
/// \param name     the file in messages
/// \param is_right reads the file back, and returns whether it is right; may throw Error
/// \throws Error (system) unless it returns true
void check_written(const std::string& name, const std::function<bool()>& is_right);

/// Reads the batch of a group from end to end.
/// \param where the group in messages
/// \throws Error (input) if the file is damaged anywhere
Checksum read_checksum(const std::string& file_name, const std::string& group_name,
                       const std::string& where);

}  // namespace SparseConv::io::hdf5

#endif
