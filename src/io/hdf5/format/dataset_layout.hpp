#ifndef SPARSECONV_IO_HDF5_FORMAT_DATASET_LAYOUT_HPP
#define SPARSECONV_IO_HDF5_FORMAT_DATASET_LAYOUT_HPP

#include <hdf5.h>

#include <string>

namespace SparseConv::io::hdf5 {

/// Checks how a dataset is stored, before HDF5 opens it. HDF5 1.10 divides by the extents of chunks
/// even where they are 0. It also uses the sources of a virtual dataset, which are in the global
/// heap, before it compares their checksum.
/// \param file    the file that holds the object
/// \param address of the object in it
/// \param where   the object in messages
/// \throws Error (input)
void check_layout(const std::string& file, haddr_t address, const std::string& where);

}  // namespace SparseConv::io::hdf5

#endif
