#include <io/hdf5/extents.hpp>

namespace SparseConv::io::hdf5 {

std::vector<hsize_t> extents_of(hid_t dataset, const std::string& where) {
  const Handle space = SPARSECONV_HDF5(H5Dget_space(dataset), input, where);
  const int rank = SPARSECONV_HDF5(H5Sget_simple_extent_ndims(space), input, where);
  std::vector<hsize_t> extents(static_cast<std::size_t>(rank));
  SPARSECONV_HDF5(H5Sget_simple_extent_dims(space, extents.data(), nullptr), input, where);
  return extents;
}

std::int64_t length_of(hid_t dataset, const std::string& where) {
  const std::vector<hsize_t> extents = extents_of(dataset, where);
  SPARSECONV_THROW_IF(extents.size() != 1, input,
                      where + ": must have one dimension, not " + std::to_string(extents.size()));
  return static_cast<std::int64_t>(extents[0]);
}

}  // namespace SparseConv::io::hdf5
