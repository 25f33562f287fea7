#include <io/ArrayReader.hpp>
#include <io/open.hpp>
#include <io/storage.hpp>

namespace SparseConv::io::hdf5 {

ArrayReader::ArrayReader(hid_t group, const std::string& where, const std::string& name)
    : where_(where + "/" + name), dataset_(open_dataset(group, where_, name)) {
  const Handle space = SPARSECONV_HDF5(H5Dget_space(dataset_), input, where_);
  const int rank = SPARSECONV_HDF5(H5Sget_simple_extent_ndims(space), input, where_);
  SPARSECONV_THROW_IF(H5Sget_simple_extent_type(space) != H5S_SIMPLE || rank != 1, input,
                      where_ + ": must have one dimension, not " + std::to_string(rank));
  length_ = SPARSECONV_HDF5(H5Sget_simple_extent_npoints(space), input, where_);
  check_storage(dataset_, where_);
}

template <class Number>
void ArrayReader::read(std::int64_t first, std::int64_t n, Number* numbers) const {
  const auto start = static_cast<hsize_t>(first), count = static_cast<hsize_t>(n);
  if (count == 0) return;
  const std::string message = where_ + ": cannot be read";
  const Handle file_space = SPARSECONV_HDF5(H5Dget_space(dataset_), input, message);
  SPARSECONV_HDF5(H5Sselect_hyperslab(file_space, H5S_SELECT_SET, &start, nullptr, &count, nullptr),
                  input, message);
  const Handle space = SPARSECONV_HDF5(H5Screate_simple(1, &count, nullptr), input, message);
  SPARSECONV_HDF5(
      H5Dread(dataset_, type_in_memory<Number>(), space, file_space, H5P_DEFAULT, numbers), input,
      message);
}

std::int64_t ArrayReader::at(std::int64_t position) const {
  std::int64_t number = 0;
  read(position, 1, &number);
  return number;
}

template void ArrayReader::read(std::int64_t, std::int64_t, float*) const;
template void ArrayReader::read(std::int64_t, std::int64_t, double*) const;
template void ArrayReader::read(std::int64_t, std::int64_t, std::int32_t*) const;
template void ArrayReader::read(std::int64_t, std::int64_t, std::int64_t*) const;

}  // namespace SparseConv::io::hdf5
