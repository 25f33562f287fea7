#include <algorithm>
#include <io/hdf5/format/btree.hpp>

namespace SparseConv::io::hdf5 {
namespace {

constexpr std::size_t header_size = 24;  ///< of a node
constexpr std::size_t address_size = 8;
constexpr int most_levels = 16;  ///< a tree of 2^64 leaves has fewer

/// A visit to the nodes from the top down.
struct Visit {
  FileBytes& file;
  std::size_t key_size;
  const std::function<bool(std::uint64_t)>& visit;
  std::uint64_t nodes_left;  ///< that the file has room for: children that are shared have no end

  /// \param level of the node
  bool children_of(std::uint64_t address, std::uint64_t level) {
    const std::string header = file.at(address, header_size);
    if (header.substr(0, 4) != "TREE" || number_at(header, 5, 1) != level) return false;
    if (nodes_left-- == 0) return false;
    const std::size_t n = number_at(header, 6, 2), step = key_size + address_size;
    const std::string children = file.at(address + header_size, n * step);
    if (children.size() != n * step) return false;
    for (std::size_t i = 0; i < n; ++i) {
      const std::uint64_t child = number_at(children, i * step + key_size, address_size);
      if (!(level == 0 ? visit(child) : children_of(child, level - 1))) return false;
    }
    return true;
  }
};

}  // namespace

bool visit_tree(FileBytes& file, std::uint64_t address, std::size_t key_size,
                const std::function<bool(std::uint64_t)>& visit) {
  const std::string header = file.at(address, header_size);
  if (header.empty()) return false;
  const std::uint64_t level = number_at(header, 5, 1);
  return level < most_levels &&
         Visit{file, key_size, visit, file.size() / header_size}.children_of(address, level);
}

}  // namespace SparseConv::io::hdf5
