#ifndef SPARSECONV_IO_HDF5_EXTENTS_HPP
#define SPARSECONV_IO_HDF5_EXTENTS_HPP

#include <io/hdf5/hdf5.hpp>
#include <string>
#include <vector>

namespace SparseConv::io::hdf5 {

/// The extent of each dimension of a dataset; none of a single element, or of a dataset without
/// any. \param where the dataset in messages \throws Error (input)
std::vector<hsize_t> extents_of(hid_t dataset, const std::string& where);

/// The length of a dataset of one dimension.
/// \param where the dataset in messages
/// \throws Error (input) also if it has another number of dimensions
std::int64_t length_of(hid_t dataset, const std::string& where);

}  // namespace SparseConv::io::hdf5

#endif
