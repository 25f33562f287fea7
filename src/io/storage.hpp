#ifndef SPARSECONV_IO_STORAGE_HPP
#define SPARSECONV_IO_STORAGE_HPP

#include <io/hdf5.hpp>
#include <string>

namespace SparseConv::io::hdf5 {

/// Checks that a file can hold as much as the extent of a dataset claims, and that all of it was
/// written: HDF5 itself gives zeros for what is not there. The parts of a virtual dataset are
/// checked in the files in which they are.
/// \param where the dataset in messages
/// \throws Error (input)
void check_storage(hid_t dataset, const std::string& where);

}  // namespace SparseConv::io::hdf5

#endif
