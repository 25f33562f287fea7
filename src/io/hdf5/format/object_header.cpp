#include <algorithm>
#include <cstdint>
#include <io/hdf5/format/object_header.hpp>

namespace SparseConv::io::hdf5 {
namespace {

constexpr std::size_t max_blocks = 64;                       ///< of an object header
constexpr std::uint64_t max_block = std::uint64_t{1} << 20;  ///< bytes of one
constexpr std::uint64_t continuation_type = 16;

using Block = ObjectHeader::Block;

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

/// Calls `visit(type, contents)` for the messages in a block.
template <class Visit>
void for_each_message(const Block& block, const Visit& visit) {
  std::string_view rest = block.bytes;
  while (block.prefix > 0 && rest.size() >= block.prefix) {
    const std::uint64_t type = number_at(rest, 0, block.type_size);
    const std::uint64_t length = number_at(rest, block.type_size, 2);
    visit(type, rest.substr(block.prefix, length));
    rest.remove_prefix(std::min<std::size_t>(rest.size(), block.prefix + length));
  }
}

}  // namespace

ObjectHeader::ObjectHeader(FileBytes& file, std::uint64_t address) {
  constexpr std::size_t least_header = 16;
  blocks_.push_back(first_block(file, address));
  is_whole_ = file.has(address, least_header);
  for (std::size_t i = 0; i < blocks_.size(); ++i)
    for_each_message(blocks_[i], [&](std::uint64_t type, std::string_view contents) {
      if (type != continuation_type || contents.size() < 16 || blocks_.size() == max_blocks) return;
      is_whole_ = is_whole_ && file.has(number_at(contents, 0, 8), number_at(contents, 8, 8));
      blocks_.push_back(next_block(file, blocks_[i], contents));
    });
}

std::string_view ObjectHeader::find(std::uint64_t wanted) const {
  std::string_view found;
  for (const Block& block : blocks_)
    for_each_message(block, [&](std::uint64_t type, std::string_view contents) {
      if (type == wanted && found.empty()) found = contents;
    });
  return found;
}

}  // namespace SparseConv::io::hdf5
