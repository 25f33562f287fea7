#ifndef SPARSECONV_IO_CHECKSUM_IMPL_HPP
#define SPARSECONV_IO_CHECKSUM_IMPL_HPP

#include <SparseConv/io/Checksum.hpp>
#include <string>

namespace SparseConv::io::hdf5 {

/// Reads the batch of a group from end to end.
/// \param where the group in messages
/// \throws Error (input) if the file is damaged anywhere
Checksum read_checksum(const std::string& file_name, const std::string& group_name,
                       const std::string& where);

}  // namespace SparseConv::io::hdf5

#endif
