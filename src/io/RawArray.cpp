#include <io/RawArray.hpp>
#include <io/number_types.hpp>
#include <utility>

namespace SparseConv::io::hdf5 {

RawArray::RawArray(Handle dataset, std::string where)
    : dataset_(std::move(dataset)), where_(std::move(where)), type_(type_of(dataset_, where_)) {
  const Handle space = SPARSECONV_HDF5(H5Dget_space(dataset_), input, where_);
  const int rank = SPARSECONV_HDF5(H5Sget_simple_extent_ndims(space), input, where_);
  SPARSECONV_THROW_IF(H5Sget_simple_extent_type(space) != H5S_SIMPLE || rank != 1, input,
                      where_ + ": must have one dimension, not " + std::to_string(rank));
  length_ = SPARSECONV_HDF5(H5Sget_simple_extent_npoints(space), input, where_);
}

void RawArray::read_as(hid_t type, std::int64_t first, std::int64_t n, void* numbers) const {
  const auto start = static_cast<hsize_t>(first), count = static_cast<hsize_t>(n);
  if (count == 0) return;
  const std::string message = where_ + ": cannot be read";
  const Handle file_space = SPARSECONV_HDF5(H5Dget_space(dataset_), input, message);
  SPARSECONV_HDF5(H5Sselect_hyperslab(file_space, H5S_SELECT_SET, &start, nullptr, &count, nullptr),
                  input, message);
  const Handle space = SPARSECONV_HDF5(H5Screate_simple(1, &count, nullptr), input, message);
  SPARSECONV_HDF5(H5Dread(dataset_, type, space, file_space, H5P_DEFAULT, numbers), input, message);
}

}  // namespace SparseConv::io::hdf5
