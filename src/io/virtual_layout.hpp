#ifndef SPARSECONV_IO_VIRTUAL_LAYOUT_HPP
#define SPARSECONV_IO_VIRTUAL_LAYOUT_HPP

#include <hdf5.h>

#include <string>

namespace SparseConv::io::hdf5 {

/// Checks the description of a virtual dataset, which is in the global heap, before HDF5 opens the
/// dataset: HDF5 1.10 uses the description before it compares the checksum, and crashes. Does
/// nothing for other objects.
/// \param file    the file that holds the object
/// \param address of the object in it
/// \param where   the object in messages
/// \throws Error (input)
void check_virtual_layout(const std::string& file, haddr_t address, const std::string& where);

}  // namespace SparseConv::io::hdf5

#endif
