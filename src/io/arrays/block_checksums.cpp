#include <algorithm>
#include <io/arrays/ArrayWriter.hpp>
#include <io/arrays/block_checksums.hpp>
#include <io/chunks/crc32.hpp>
#include <io/chunks/storage.hpp>
#include <io/hdf5/attributes.hpp>
#include <io/hdf5/create.hpp>
#include <io/hdf5/number_types.hpp>
#include <io/hdf5/open.hpp>
#include <utility>

namespace SparseConv::io::hdf5 {
namespace {

constexpr const char* group_name = "checksums";
constexpr const char* length_name = "block-length";
constexpr std::int64_t max_block_length = std::int64_t{1} << 20;  ///< bounds the memory for a block

/// Unlike has_link() this does not pass over damage: then nothing would be compared.
bool is_there(hid_t group, const std::string& name, const std::string& where) {
  return SPARSECONV_HDF5(H5Lexists(group, name.c_str(), H5P_DEFAULT), input, where) > 0;
}

std::string numbers(std::int64_t first, std::int64_t n) {
  return std::to_string(first) + " to " + std::to_string(first + n - 1);
}

}  // namespace

void write_block_checksums(hid_t group, const std::string& where, const char* array,
                           const std::vector<std::int64_t>& sums) {
  const std::string group_where = where + "/" + group_name;
  const Handle checksums = is_there(group, group_name, group_where)
                               ? open_group(group, group_name, group_where)
                               : create_group(group, group_name, group_where);
  const auto n = static_cast<std::int64_t>(sums.size());
  ArrayWriter writer(checksums, group_where, array, type_in_memory<std::int64_t>(), n);
  writer.append(sums.data(), n);
  writer.close();
  const std::string array_where = group_where + "/" + array;
  write_number(open_dataset(checksums, array, array_where), array_where, length_name,
               checksum_block_length);
}

BlockChecksums::BlockChecksums(RawArray sums)
    : sums_(std::move(sums)),
      block_length_(read_number(sums_.dataset(), sums_.where(), length_name)) {
  check_indices(sums_.dataset(), sums_.where());
  check_storage(sums_.dataset(), sums_.where());
  SPARSECONV_THROW_IF(block_length_ < 1 || block_length_ > max_block_length, input,
                      sums_.where() + ": attribute '" + length_name + "' is " +
                          std::to_string(block_length_) + ", but must be 1 to " +
                          std::to_string(max_block_length));
}

std::optional<BlockChecksums> BlockChecksums::find(hid_t group, const std::string& where,
                                                   const std::string& array, std::int64_t length,
                                                   std::vector<std::string>& files) {
  const std::string group_where = where + "/" + group_name, array_where = group_where + "/" + array;
  if (!is_there(group, group_name, group_where)) return std::nullopt;
  const Handle checksums = open_group(group, group_name, group_where, &files);
  if (!is_there(checksums, array, array_where)) return std::nullopt;
  BlockChecksums found({open_dataset(checksums, array, array_where, &files), array_where});
  const std::int64_t expected = n_blocks(length, found.block_length_);
  SPARSECONV_THROW_IF(found.sums_.length() != expected, input,
                      array_where + ": has " + std::to_string(found.sums_.length()) +
                          " elements, but '" + array + "' has " + std::to_string(expected) +
                          " blocks of " + std::to_string(found.block_length_) + " elements");
  return found;
}

std::int64_t BlockChecksums::piece_length() const {
  return block_length_ * std::max<std::int64_t>(1, checksum_block_length / block_length_);
}

void BlockChecksums::verify(std::int64_t first, std::int64_t n, const void* bytes, std::size_t size,
                            const std::string& where) const {
  std::vector<std::int64_t> sums(static_cast<std::size_t>(n_blocks(n, block_length_)));
  sums_.read_as(type_in_memory<std::int64_t>(), first / block_length_,
                static_cast<std::int64_t>(sums.size()), sums.data());
  const auto* next = static_cast<const unsigned char*>(bytes);
  for (const std::int64_t sum : sums) {
    const std::int64_t length = std::min(block_length_, n);
    const std::size_t n_bytes = static_cast<std::size_t>(length) * size;
    SPARSECONV_THROW_IF(crc32(0, next, n_bytes) != sum, input,
                        where + ": holds something else than what was written: elements " +
                            numbers(first, length) + " have another checksum than " +
                            sums_.where() + " says, the file is damaged");
    next += n_bytes;
    first += length;
    n -= length;
  }
}

}  // namespace SparseConv::io::hdf5
