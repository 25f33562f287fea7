#ifndef SPARSECONV_IO_HDF5_OPEN_HPP
#define SPARSECONV_IO_HDF5_OPEN_HPP

#include <io/hdf5/hdf5.hpp>
#include <string>
#include <vector>

/// \file
/// Opens files, and the groups and datasets in them, for reading.

namespace SparseConv::io::hdf5 {

/// How every file is accessed, for reading and for writing: through POSIX, on which
/// discard_writes() relies, and with a cache for chunks that is the same in all versions of HDF5.
/// \param message for the Error (system) if that fails
Handle file_access(const std::string& message);

/// Checks that a path names an ordinary file with something in it that may be read.
/// \throws Error (input); (system) if the system does not permit it
void check_file(const std::string& path);

/// Opens a file for reading.
/// \throws Error as check_file(), and (input) if it is not HDF5 or damaged
Handle open_file(const std::string& path);

/// Whether a group has a link of that name; not if there is no group.
inline bool has_link(hid_t group, const char* name) {
  return H5Lexists(group, name, H5P_DEFAULT) > 0;
}

/// Opens the group of that name.
/// \param where that group in messages
/// \param files gets the names of the files whose external links led to the group, and of the file
///              that holds it
Handle open_group(hid_t file, const std::string& name, const std::string& where,
                  std::vector<std::string>* files = nullptr);

/// Opens the dataset of that name, as open_group() does.
Handle open_dataset(hid_t location, const std::string& name, const std::string& where,
                    std::vector<std::string>* files = nullptr);

/// Opens the group or dataset of that name, as open_group() does.
Handle open_group_or_dataset(hid_t file, const std::string& name, const std::string& where,
                             std::vector<std::string>* files = nullptr);

}  // namespace SparseConv::io::hdf5

#endif
