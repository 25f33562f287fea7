#ifndef SPARSECONV_IO_CHECKSUM_IMPL_HPP
#define SPARSECONV_IO_CHECKSUM_IMPL_HPP

#include <SparseConv/io/Checksum.hpp>
#include <functional>
#include <string>

/// \file
/// Reads what was written, and compares it with its checksums.

namespace SparseConv::io::hdf5 {

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
