#include <zlib.h>

#include <algorithm>
#include <io/ArrayReader.hpp>
#include <io/open.hpp>
#include <io/storage.hpp>
#include <vector>

namespace SparseConv::io::hdf5 {
namespace {

/// Elements that are read at a time for a checksum: a multiple of the chunks that are written.
constexpr std::int64_t max_piece = 131072;

}  // namespace

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
  read_as(type_in_memory<Number>(), first, n, numbers);
}

void ArrayReader::read_as(hid_t type, std::int64_t first, std::int64_t n, void* numbers) const {
  const auto start = static_cast<hsize_t>(first), count = static_cast<hsize_t>(n);
  if (count == 0) return;
  const std::string message = where_ + ": cannot be read";
  const Handle file_space = SPARSECONV_HDF5(H5Dget_space(dataset_), input, message);
  SPARSECONV_HDF5(H5Sselect_hyperslab(file_space, H5S_SELECT_SET, &start, nullptr, &count, nullptr),
                  input, message);
  const Handle space = SPARSECONV_HDF5(H5Screate_simple(1, &count, nullptr), input, message);
  SPARSECONV_HDF5(H5Dread(dataset_, type, space, file_space, H5P_DEFAULT, numbers), input, message);
}

std::int64_t ArrayReader::at(std::int64_t position) const {
  std::int64_t number = 0;
  read(position, 1, &number);
  return number;
}

std::uint32_t ArrayReader::checksum() const {
  const Handle stored = SPARSECONV_HDF5(H5Dget_type(dataset_), input, where_);
  const Handle type = SPARSECONV_HDF5(H5Tget_native_type(stored, H5T_DIR_ASCEND), input, where_);
  const std::size_t size = H5Tget_size(type);
  std::vector<unsigned char> piece(static_cast<std::size_t>(std::min(length_, max_piece)) * size);
  auto sum = static_cast<std::uint32_t>(::crc32_z(0, nullptr, 0));
  for (std::int64_t first = 0; first < length_; first += max_piece) {
    const std::int64_t n = std::min(max_piece, length_ - first);
    read_as(type, first, n, piece.data());
    sum = static_cast<std::uint32_t>(
        ::crc32_z(sum, piece.data(), static_cast<std::size_t>(n) * size));
  }
  return sum;
}

template void ArrayReader::read(std::int64_t, std::int64_t, float*) const;
template void ArrayReader::read(std::int64_t, std::int64_t, double*) const;
template void ArrayReader::read(std::int64_t, std::int64_t, std::int32_t*) const;
template void ArrayReader::read(std::int64_t, std::int64_t, std::int64_t*) const;

}  // namespace SparseConv::io::hdf5
