#include <zlib.h>

#include <algorithm>
#include <io/ArrayWriter.hpp>

namespace SparseConv::io::hdf5 {
namespace {

/// Elements of a chunk: at most 1 MiB in 64-bit numbers, which HDF5's default cache just holds.
constexpr std::int64_t min_chunk = 1024, max_chunk = 131072;

Handle creation_properties(std::int64_t likely_length, const std::string& message) {
  Handle properties = SPARSECONV_HDF5(H5Pcreate(H5P_DATASET_CREATE), system, message);
  const auto chunk = static_cast<hsize_t>(std::clamp(likely_length, min_chunk, max_chunk));
  SPARSECONV_HDF5(H5Pset_chunk(properties, 1, &chunk), system, message);
  SPARSECONV_HDF5(H5Pset_fletcher32(properties), system, message);
  return properties;
}

}  // namespace

ArrayWriter::ArrayWriter(hid_t group, const std::string& where, const std::string& name, hid_t type,
                         std::int64_t likely_length)
    : where_(where + "/" + name), type_(type) {
  const std::string message = where_ + ": cannot be made";
  const hsize_t empty = 0, unlimited = H5S_UNLIMITED;
  const Handle space = SPARSECONV_HDF5(H5Screate_simple(1, &empty, &unlimited), system, message);
  const Handle properties = creation_properties(likely_length, message);
  dataset_ = SPARSECONV_HDF5(
      H5Dcreate2(group, name.c_str(), type, space, H5P_DEFAULT, properties, H5P_DEFAULT), system,
      message);
}

template <class Number>
void ArrayWriter::append(const Number* numbers, std::int64_t n) {
  SPARSECONV_THROW_IF(type_in_memory<Number>() != type_, input,
                      where_ + ": all that is appended must have the same type");
  const auto count = static_cast<hsize_t>(n);
  if (count == 0) return;
  const hsize_t start = length_;
  length_ += count;
  const std::string message = where_ + ": cannot be written";
  SPARSECONV_HDF5(H5Dset_extent(dataset_, &length_), system, message);
  const Handle file_space = SPARSECONV_HDF5(H5Dget_space(dataset_), system, message);
  SPARSECONV_HDF5(H5Sselect_hyperslab(file_space, H5S_SELECT_SET, &start, nullptr, &count, nullptr),
                  system, message);
  const Handle space = SPARSECONV_HDF5(H5Screate_simple(1, &count, nullptr), system, message);
  SPARSECONV_HDF5(
      H5Dwrite(dataset_, type_in_memory<Number>(), space, file_space, H5P_DEFAULT, numbers), system,
      message);
  checksum_ = static_cast<std::uint32_t>(::crc32_z(
      checksum_, reinterpret_cast<const unsigned char*>(numbers), count * sizeof(Number)));
}

void ArrayWriter::close() {
  SPARSECONV_HDF5(dataset_.close(), system, where_ + ": cannot be completed");
}

template void ArrayWriter::append(const float*, std::int64_t);
template void ArrayWriter::append(const double*, std::int64_t);
template void ArrayWriter::append(const std::int32_t*, std::int64_t);
template void ArrayWriter::append(const std::int64_t*, std::int64_t);

}  // namespace SparseConv::io::hdf5
