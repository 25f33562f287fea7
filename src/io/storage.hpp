#ifndef SPARSECONV_IO_STORAGE_HPP
#define SPARSECONV_IO_STORAGE_HPP

#include <io/hdf5.hpp>
#include <string>

namespace SparseConv::io::hdf5 {

/// Checks that a dataset is stored in its own file, that the file can hold as much as its extent
/// claims, and that all of it was written: HDF5 itself gives zeros for elements that are missing.
/// \param where the dataset in messages
/// \throws Error (input)
void check_storage(hid_t dataset, const std::string& where);

}  // namespace SparseConv::io::hdf5

#endif
