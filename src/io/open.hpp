#ifndef SPARSECONV_IO_OPEN_HPP
#define SPARSECONV_IO_OPEN_HPP

#include <io/hdf5.hpp>
#include <string>

namespace SparseConv::io::hdf5 {

/// Checks that a path names an ordinary file with something in it that may be read.
/// \throws Error (input) or, for what the system does not permit, (system)
void check_file(const std::string& path);

/// Opens a file for reading.
/// \throws Error as check_file(), and (input) if it is not HDF5 or damaged
Handle open_file(const std::string& path);

/// Opens the group of that name.
/// \param where the group in messages, as in all functions here
Handle open_group(hid_t file, const std::string& where, const std::string& name);

/// Opens the dataset of that name.
Handle open_dataset(hid_t location, const std::string& where, const std::string& name);

}  // namespace SparseConv::io::hdf5

#endif
