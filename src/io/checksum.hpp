#ifndef SPARSECONV_IO_CHECKSUM_IMPL_HPP
#define SPARSECONV_IO_CHECKSUM_IMPL_HPP

#include <SparseConv/io/Checksum.hpp>
#include <cstdint>
#include <functional>
#include <string>

namespace SparseConv::io::hdf5 {

/// CRC-32 of some bytes that follow on others, whose CRC-32 is `sum`; that of no bytes is 0.
std::uint32_t add_to_checksum(std::uint32_t sum, const void* bytes, std::size_t n);

/// CRC-32 of bytes that follow on others, from that of each; `n` is the number of the later ones.
std::uint32_t combine_checksums(std::uint32_t sum, std::uint32_t later, std::int64_t n);

/// Has a file looked at that was just written. A disk may lose what it took: on some file systems a
/// failed write goes unreported.
/// \param name     the file in messages
/// \param is_right reads what was written; may throw Error
/// \throws Error (system) unless it returns true
void check_written(const std::string& name, const std::function<bool()>& is_right);

/// Reads the batch of a group from end to end.
/// \param where the group in messages
/// \throws Error (input) if the file is damaged anywhere
Checksum read_checksum(const std::string& file_name, const std::string& group_name,
                       const std::string& where);

}  // namespace SparseConv::io::hdf5

#endif
