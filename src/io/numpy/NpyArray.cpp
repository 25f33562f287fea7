#include <io/hdf5/number_types.hpp>
#include <io/numpy/NpyArray.hpp>
#include <utility>

namespace SparseConv::io {

NpyArray::NpyArray(ByteFile file, std::string where)
    : file_(std::move(file)),
      where_(std::move(where)),
      header_(read_npy_header(file_, where_)),
      type_(npy_type(header_, where_)) {}

void NpyArray::read_as(hid_t type, std::int64_t first, std::int64_t n, void* numbers) const {
  const auto size = static_cast<std::int64_t>(H5Tget_size(type_));
  std::vector<unsigned char> stored(static_cast<std::size_t>(n * size));
  file_.read(header_.start + first * size, n * size, stored.data());
  hdf5::convert_numbers(type_, type, static_cast<std::size_t>(n), stored.data(), numbers, where_);
}

}  // namespace SparseConv::io
