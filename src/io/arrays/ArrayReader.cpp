#include <algorithm>
#include <io/arrays/ArrayReader.hpp>
#include <io/arrays/Beside.hpp>
#include <io/chunks/crc32.hpp>
#include <io/hdf5/attributes.hpp>
#include <io/hdf5/csr_group.hpp>
#include <io/hdf5/open.hpp>
#include <optional>
#include <utility>

namespace SparseConv::io::hdf5 {
namespace {

/// Elements of a piece: a multiple of the chunks and blocks that are written, and worth a thread.
constexpr std::int64_t max_piece = 2 * checksum_block_length;

using Array = std::variant<VerifiedArray, VirtualArray>;

bool is_virtual(hid_t dataset, const std::string& where) {
  const Handle properties = SPARSECONV_HDF5(H5Dget_create_plist(dataset), input, where);
  return SPARSECONV_HDF5(H5Pget_layout(properties), input, where) == H5D_VIRTUAL;
}

Array open(hid_t group, const std::string& group_where, const std::string& name,
           std::vector<std::string>& files) {
  const std::string where = group_where + "/" + name;
  RawArray array(open_dataset(group, name, where, &files), where);
  if (!is_virtual(array.dataset(), where))
    return VerifiedArray(std::move(array), group, group_where, name, files);
  VirtualArray result(std::move(array));
  const std::vector<std::string> sources = result.files();
  files.insert(files.end(), sources.begin(), sources.end());
  return result;
}

}  // namespace

ArrayReader::ArrayReader(hid_t group, const std::string& where, const std::string& name)
    : array_(open(group, where, name, files_)) {}

const RawArray& ArrayReader::raw() const {
  return std::visit([](const auto& array) -> const RawArray& { return array.raw(); }, array_);
}

void ArrayReader::read_as(hid_t type, std::int64_t first, std::int64_t n, void* numbers) const {
  std::visit([&](const auto& array) { array.read_as(type, first, n, numbers); }, array_);
}

void ArrayReader::for_each_piece(std::int64_t first, std::int64_t n,
                                 const std::function<void(const void*, std::size_t)>& use) const {
  const hid_t type = raw().type();
  std::vector<unsigned char> piece(static_cast<std::size_t>(std::min(n, max_piece)) *
                                   H5Tget_size(type));
  for (const std::int64_t last = first + n; first < last; first += max_piece) {
    const std::int64_t length = std::min(max_piece, last - first);
    read_as(type, first, length, piece.data());
    use(piece.data(), static_cast<std::size_t>(length));
  }
}

std::uint32_t ArrayReader::checksum(std::int64_t first, std::int64_t n) const {
  const hid_t type = raw().type();
  const std::size_t size = H5Tget_size(type);
  std::vector<unsigned char> piece, next;  // which is read while the piece is added to the sum
  std::optional<Beside<std::uint32_t>> sum;
  for (const std::int64_t last = first + n; first < last; first += max_piece) {
    const std::int64_t length = std::min(max_piece, last - first);
    next.resize(static_cast<std::size_t>(length) * size);
    read_as(type, first, length, next.data());
    const std::uint32_t before = sum ? sum->get() : 0;
    std::swap(piece, next);
    sum.emplace(piece.size(),
                [&piece, before] { return crc32(before, piece.data(), piece.size()); });
  }
  return sum ? sum->get() : 0;
}

std::uint32_t ArrayReader::checksum() const {
  const std::uint32_t sum = checksum(0, length());
  SPARSECONV_THROW_IF(has_attribute(dataset(), where(), checksum_name) &&
                          read_number(dataset(), where(), checksum_name) != sum,
                      input,
                      where() + ": holds something else than what was written, by its attribute '" +
                          checksum_name + "': the file is damaged");
  return sum;
}

ArrayReader open_array(const std::string& file_name, const std::string& group_name,
                       const char* name) {
  const std::string where = file_name + ":" + group_name;
  const Handle file = open_file(file_name);
  return {open_group(file, group_name, where), where, name};
}

}  // namespace SparseConv::io::hdf5
