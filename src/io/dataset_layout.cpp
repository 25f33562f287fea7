#include <SparseConv/Error.hpp>
#include <algorithm>
#include <cstdint>
#include <deque>
#include <io/dataset_layout.hpp>
#include <io/file_bytes.hpp>
#include <string_view>

namespace SparseConv::io::hdf5 {
namespace {

constexpr std::size_t max_blocks = 64;                       ///< of an object header
constexpr std::uint64_t max_block = std::uint64_t{1} << 20;  ///< bytes of one
constexpr std::uint64_t layout_type = 8, continuation_type = 16;

/// Messages of an object header that follow one another.
struct Block {
  std::string bytes;
  std::size_t prefix;     ///< bytes of a message before its contents
  std::size_t type_size;  ///< bytes of its type, which is first
};

/// The first block of an object header. It is empty if there is no header that is known.
Block first_block(FileBytes& file, std::uint64_t address) {
  const std::string start = file.at(address, 32);
  if (start.empty()) return {};
  if (start[0] == 1)
    return {file.at(address + 16, std::min(number_at(start, 8, 4), max_block)), 8, 2};
  if (start.substr(0, 5) != "OHDR\x02") return {};
  const auto flags = static_cast<unsigned char>(start[5]);
  const std::size_t size = std::size_t{1} << (flags & 3);
  const std::size_t at = 6 + ((flags & 0x20) != 0 ? 16 : 0) + ((flags & 0x10) != 0 ? 4 : 0);
  const std::uint64_t length =
      std::min(number_at(start, at, std::min<std::size_t>(size, 4)), max_block);
  return {file.at(address + at + size, length), (flags & 4) != 0 ? std::size_t{6} : 4, 1};
}

/// A block to which another one leads: in a header of version 2 there are a signature before it and
/// a checksum after it.
Block next_block(FileBytes& file, const Block& from, std::string_view continuation) {
  std::string bytes =
      file.at(number_at(continuation, 0, 8), std::min(number_at(continuation, 8, 8), max_block));
  if (from.type_size == 1 && bytes.size() >= 8) bytes = bytes.substr(4, bytes.size() - 8);
  return {std::move(bytes), from.prefix, from.type_size};
}

/// The layout message of an object; empty if it has none.
std::string layout_of(FileBytes& file, std::uint64_t address) {
  std::deque<Block> blocks{first_block(file, address)};
  for (std::size_t i = 0; i < blocks.size(); ++i) {
    const Block& block = blocks[i];
    std::string_view rest = block.bytes;
    while (block.prefix > 0 && rest.size() >= block.prefix) {
      const std::uint64_t type = number_at(rest, 0, block.type_size);
      const std::uint64_t length = number_at(rest, block.type_size, 2);
      const std::string_view contents = rest.substr(block.prefix, length);
      if (type == layout_type) return std::string(contents);
      if (type == continuation_type && contents.size() >= 16 && blocks.size() < max_blocks)
        blocks.push_back(next_block(file, block, contents));
      rest.remove_prefix(std::min<std::size_t>(rest.size(), block.prefix + length));
    }
  }
  return "";
}

constexpr std::uint32_t rotated(std::uint32_t number, int bits) {
  return number << bits | number >> (32 - bits);
}

/// Bob Jenkins' hash function lookup3, which HDF5 uses as a checksum.
std::uint32_t lookup3(std::string_view bytes) {
  std::uint32_t a = 0xdeadbeef + static_cast<std::uint32_t>(bytes.size()), b = a, c = a;
  const auto add = [&](std::string_view twelve) {
    char padded[12] = {};
    twelve.copy(padded, sizeof padded);
    const auto word = [&padded](std::size_t i) {
      return static_cast<std::uint32_t>(number_at({padded, sizeof padded}, i, 4));
    };
    a += word(0), b += word(4), c += word(8);
  };
  for (; bytes.size() > 12; bytes.remove_prefix(12)) {
    add(bytes);
    a -= c, a ^= rotated(c, 4), c += b;
    b -= a, b ^= rotated(a, 6), a += c;
    c -= b, c ^= rotated(b, 8), b += a;
    a -= c, a ^= rotated(c, 16), c += b;
    b -= a, b ^= rotated(a, 19), a += c;
    c -= b, c ^= rotated(b, 4), b += a;
  }
  if (bytes.empty()) return c;
  add(bytes);
  c ^= b, c -= rotated(b, 14);
  a ^= c, a -= rotated(c, 11);
  b ^= a, b -= rotated(a, 25);
  c ^= b, c -= rotated(b, 16);
  a ^= c, a -= rotated(c, 4);
  b ^= a, b -= rotated(a, 14);
  c ^= b, c -= rotated(b, 24);
  return c;
}

/// Whether a description ends with its checksum.
bool is_intact(std::string_view description) {
  if (description.size() < 4) return false;
  const std::size_t length = description.size() - 4;
  return lookup3(description.substr(0, length)) == number_at(description, length, 4);
}

/// Where the parts of a layout message are, by its version.
struct Format {
  std::size_t layout_class, rank, extents, extent_size;
};

constexpr std::size_t least_layout = 14;  ///< bytes of a message that has all that is asked for

Format format_of(std::string_view layout) {
  if (layout[0] < 3) return {2, 1, 16, 4};
  if (layout[0] == 3) return {1, 2, 11, 4};
  return {1, 3, 5, static_cast<unsigned char>(layout[4])};
}

bool has_class(std::string_view layout, char number) {
  return layout.size() >= least_layout && layout[format_of(layout).layout_class] == number;
}

bool is_chunked(std::string_view layout) { return has_class(layout, 2); }
bool is_virtual(std::string_view layout) { return has_class(layout, 3) && layout[0] >= 4; }

/// Whether chunks have at least one dimension, and extents other than 0. The size of an element
/// counts as one more dimension.
bool has_extents(std::string_view layout) {
  const Format format = format_of(layout);
  const auto rank = static_cast<unsigned char>(layout[format.rank]);
  if (rank < 2 || layout.size() < format.extents + rank * format.extent_size) return false;
  for (std::size_t i = 0; i < rank; ++i)
    if (number_at(layout, format.extents + i * format.extent_size, format.extent_size) == 0)
      return false;
  return true;
}

/// Throws if the sources of a virtual dataset, or the objects beside them in the heap, are damaged.
void check_sources(FileBytes& file, std::string_view layout, const std::string& where) {
  const std::uint64_t heap = number_at(layout, 2, 8);
  if (heap == HADDR_UNDEF) return;  // it has no sources
  const std::string collection = read_collection(file, heap);
  SPARSECONV_THROW_IF(
      !is_sound(collection) || !is_intact(find_heap_object(collection, number_at(layout, 10, 4))),
      input, where + ": the sources of the virtual dataset cannot be read: the file is damaged");
}

}  // namespace

void check_layout(const std::string& name, haddr_t address, const std::string& where) {
  FileBytes file(name);
  const std::string layout = layout_of(file, address);
  SPARSECONV_THROW_IF(is_chunked(layout) && !has_extents(layout), input,
                      where + ": its chunks have no extent: the file is damaged");
  if (is_virtual(layout)) check_sources(file, layout, where);
}

}  // namespace SparseConv::io::hdf5
