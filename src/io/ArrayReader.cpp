#include <algorithm>
#include <io/ArrayReader.hpp>
#include <io/attributes.hpp>
#include <io/checksum.hpp>
#include <io/number_types.hpp>
#include <io/open.hpp>
#include <io/storage.hpp>
#include <vector>

namespace SparseConv::io::hdf5 {
namespace {

/// Elements of a piece: a multiple of the chunks that are written.
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

void ArrayReader::for_each_piece(std::int64_t first, std::int64_t n,
                                 const std::function<void(const void*, std::size_t)>& use) const {
  const Handle type = type_of(dataset_, where_);
  std::vector<unsigned char> piece(static_cast<std::size_t>(std::min(n, max_piece)) *
                                   H5Tget_size(type));
  for (const std::int64_t last = first + n; first < last; first += max_piece) {
    const std::int64_t length = std::min(max_piece, last - first);
    read_as(type, first, length, piece.data());
    use(piece.data(), static_cast<std::size_t>(length));
  }
}

std::uint32_t ArrayReader::checksum(std::int64_t first, std::int64_t n) const {
  const std::size_t size = H5Tget_size(type_of(dataset_, where_));
  std::uint32_t sum = 0;
  for_each_piece(first, n, [&](const void* numbers, std::size_t length) {
    sum = add_to_checksum(sum, numbers, length * size);
  });
  return sum;
}

std::uint32_t ArrayReader::checksum() const {
  const std::uint32_t sum = checksum(0, length_);
  SPARSECONV_THROW_IF(has_attribute(dataset_, where_, checksum_name) &&
                          read_number(dataset_, where_, checksum_name) != sum,
                      input,
                      where_ + ": holds something else than what was written, by its attribute '" +
                          checksum_name + "': the file is damaged");
  return sum;
}

ArrayReader open_array(const std::string& file_name, const std::string& group_name,
                       const char* name) {
  const std::string where = file_name + ":" + group_name;
  const Handle file = open_file(file_name);
  return {open_group(file, where, group_name), where, name};
}

template void ArrayReader::read(std::int64_t, std::int64_t, float*) const;
template void ArrayReader::read(std::int64_t, std::int64_t, double*) const;
template void ArrayReader::read(std::int64_t, std::int64_t, std::int32_t*) const;
template void ArrayReader::read(std::int64_t, std::int64_t, std::int64_t*) const;

}  // namespace SparseConv::io::hdf5
