#include <SparseConv/Error.hpp>
#include <algorithm>
#include <cstdint>
#include <io/hdf5/format/btree.hpp>
#include <io/hdf5/format/dataset_layout.hpp>
#include <io/hdf5/format/object_header.hpp>
#include <string_view>

namespace SparseConv::io::hdf5 {
namespace {

constexpr std::uint64_t layout_type = 8;  ///< of messages

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
  std::size_t layout_class, rank, address, extents, extent_size;
};

constexpr std::size_t least_layout = 14;  ///< bytes of a message that has all that is asked for

Format format_of(std::string_view layout) {
  if (layout[0] < 3) return {2, 1, 8, 16, 4};
  if (layout[0] == 3) return {1, 2, 3, 11, 4};
  return {1, 3, 0, 5, static_cast<unsigned char>(layout[4])};
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

/// Whether the tree of chunks can be walked. Later versions of layouts have checksums, or no tree.
bool has_sound_tree(FileBytes& file, std::string_view layout) {
  if (layout[0] > 3) return true;
  const Format format = format_of(layout);
  const std::uint64_t tree = number_at(layout, format.address, 8);
  const std::size_t key_size = 8 + 8 * static_cast<unsigned char>(layout[format.rank]);
  return tree == HADDR_UNDEF ||
         visit_tree(file, tree, key_size, [](std::uint64_t) { return true; });
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
  const ObjectHeader header(file, address);
  SPARSECONV_THROW_IF(!header.is_whole(), input, where + ": cannot be found: the file is damaged");
  const std::string_view layout = header.find(layout_type);
  SPARSECONV_THROW_IF(is_chunked(layout) && !has_extents(layout), input,
                      where + ": its chunks have no extent: the file is damaged");
  SPARSECONV_THROW_IF(is_chunked(layout) && !has_sound_tree(file, layout), input,
                      where + ": its chunks cannot be found: the file is damaged");
  if (is_virtual(layout)) check_sources(file, layout, where);
}

}  // namespace SparseConv::io::hdf5
