#ifndef SPARSECONV_IO_HDF5_CREATE_HPP
#define SPARSECONV_IO_HDF5_CREATE_HPP

#include <io/hdf5/hdf5.hpp>
#include <string>

/// \file
/// Makes files and groups, or opens files to add to them.

namespace SparseConv::io::hdf5 {

/// Makes an HDF5 file in the format of HDF5 1.10, in place of the file of that name.
/// \param where the file in messages
/// \throws Error (system)
Handle create_file(const std::string& name, const std::string& where);

/// Opens a file for additions, in a form that HDF5 1.10 reads.
/// \throws Error (system)
Handle open_for_writing(const std::string& name, const std::string& where);

/// Makes a group, and the groups around it if it is nested.
/// \param where the group in messages
/// \throws Error (system)
Handle create_group(hid_t file, const std::string& name, const std::string& where);

/// Turns off all further writing to a file that is given up. HDF5 cannot close a file whose last
/// writes fail, on a full disk for instance: it crashes when the program ends.
void discard_writes(hid_t file);

}  // namespace SparseConv::io::hdf5

#endif
