#ifndef SPARSECONV_IO_HDF5_FORMAT_GROUP_TABLES_HPP
#define SPARSECONV_IO_HDF5_FORMAT_GROUP_TABLES_HPP

#include <string>

namespace SparseConv::io::hdf5 {

/// Checks where a file of the older format, which has no checksums, says that its groups and their
/// members are: HDF5 1.10 crashes if it follows a wrong address.
/// \param path of a file in HDF5's format
/// \throws Error (input)
void check_groups(const std::string& path);

}  // namespace SparseConv::io::hdf5

#endif
