#ifndef SPARSECONV_IO_HDF5_FORMAT_OBJECT_HEADER_HPP
#define SPARSECONV_IO_HDF5_FORMAT_OBJECT_HEADER_HPP

#include <cstdint>
#include <deque>
#include <io/hdf5/format/file_bytes.hpp>
#include <string>
#include <string_view>

namespace SparseConv::io::hdf5 {

/// The header of a group or dataset: a sequence of messages, in one block or in several, each of
/// which leads to others.
class ObjectHeader {
 public:
  /// Reads it. \param address of its first block
  ObjectHeader(FileBytes& file, std::uint64_t address);

  /// Whether the file has all of its blocks.
  bool is_whole() const { return is_whole_; }

  /// Contents of the first message of a type. Empty if there is none.
  std::string_view find(std::uint64_t wanted) const;

  /// Messages that follow one another.
  struct Block {
    std::string bytes;
    std::size_t prefix = 0;     ///< bytes of a message before its contents; 0 without messages
    std::size_t type_size = 0;  ///< bytes of its type, which is first
  };

 private:
  std::deque<Block> blocks_;
  bool is_whole_;
};

}  // namespace SparseConv::io::hdf5

#endif
