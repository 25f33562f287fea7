#include <SparseConv/Error.hpp>
#include <cstdint>
#include <io/hdf5/format/btree.hpp>
#include <io/hdf5/format/file_bytes.hpp>
#include <io/hdf5/format/group_tables.hpp>
#include <io/hdf5/format/object_header.hpp>
#include <set>
#include <string_view>
#include <vector>

namespace SparseConv::io::hdf5 {
namespace {

/// Where the header of the root group is said to be, in a file of the older format.
std::uint64_t root_of(FileBytes& file) {
  constexpr std::size_t root = 64;
  const bool has_one_more_number = number_at(file.at(8, 1), 0, 1) == 1;  // version 1, not 0
  return number_at(file.at(root, 12), has_one_more_number ? 4 : 0, 8);
}

bool is_of_older_format(FileBytes& file) {
  const std::string start = file.at(0, 96);
  const auto is_wide = [&](std::size_t at) { return start[at] == 8; };  // addresses and lengths
  return !start.empty() && number_at(start, 8, 1) < 2 && is_wide(13) && is_wide(14);
}

/// Follows the addresses from the root group on:
///
///     header of a group -> tree -> nodes with names -> headers of what is in the group
///                       -> heap with the names
class Groups {
 public:
  explicit Groups(FileBytes& file) : file_(file) {}

  bool are_sound() {
    constexpr std::size_t most_objects = 10'000;  // files with more are taken as they are
    note_object(root_of(file_));
    for (std::size_t i = 0; i < found_.size() && i < most_objects; ++i)
      if (!is_sound(found_[i])) return false;
    return true;
  }

 private:
  void note_object(std::uint64_t header) {
    if (known_.insert(header).second) found_.push_back(header);
  }

  /// Whether an object can be opened, be it a group or not.
  bool is_sound(std::uint64_t address) {
    constexpr std::uint64_t symbol_table_type = 17;
    constexpr std::size_t key_size = 8;
    const ObjectHeader header(file_, address);
    if (!header.is_whole()) return false;
    const std::string_view table = header.find(symbol_table_type);
    if (table.size() < 16) return true;  // not a group, or one of the newer format
    return has_sound_heap(number_at(table, 8, 8)) &&
           visit_tree(file_, number_at(table, 0, 8), key_size,
                      [this](std::uint64_t names) { return take_names(names); });
  }

  bool has_sound_heap(std::uint64_t address) {
    const std::string heap = file_.at(address, 32);
    return heap.substr(0, 4) == "HEAP" && file_.has(number_at(heap, 24, 8), number_at(heap, 8, 8));
  }

  /// Notes the objects in a node of names, but for soft links, which have no address.
  bool take_names(std::uint64_t address) {
    constexpr std::size_t header_size = 8, entry_size = 40;
    const std::string header = file_.at(address, header_size);
    if (header.substr(0, 4) != "SNOD") return false;
    const std::size_t n = number_at(header, 6, 2);
    const std::string entries = file_.at(address + header_size, n * entry_size);
    if (entries.size() != n * entry_size) return false;
    for (std::size_t i = 0; i < n; ++i) {
      const std::string_view entry = std::string_view(entries).substr(i * entry_size, entry_size);
      const bool is_soft_link = number_at(entry, 16, 4) == 2;
      if (!is_soft_link) note_object(number_at(entry, 8, 8));
    }
    return true;
  }

  FileBytes& file_;
  std::vector<std::uint64_t> found_;  ///< headers of objects
  std::set<std::uint64_t> known_;     ///< the same
};

}  // namespace

void check_groups(const std::string& path) {
  FileBytes file(path);
  SPARSECONV_THROW_IF(is_of_older_format(file) && !Groups(file).are_sound(), input,
                      path +
                          ": its groups lead to places outside the file: it is incomplete or "
                          "damaged");
}

}  // namespace SparseConv::io::hdf5
