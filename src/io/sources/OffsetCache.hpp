#ifndef SPARSECONV_IO_SOURCES_OFFSETCACHE_HPP
#define SPARSECONV_IO_SOURCES_OFFSETCACHE_HPP

#include <array>
#include <cstdint>
#include <io/arrays/NumberArray.hpp>
#include <memory>
#include <string>
#include <vector>

namespace SparseConv::io {

/// The offsets of a batch, of which the latest two blocks that were read are kept: 1 MiB at most. A
/// slice of images is cut, read and counted by the same offsets, which come from the file once.
///
///     file    | block 0 | block 1 | block 2 | ...
///     kept              |#########|#########|
///     slice                   |-------|           after the next slices, block 3 replaces block 1
class OffsetCache {
 public:
  static constexpr std::int64_t block_length = 1 << 16;

  explicit OffsetCache(std::unique_ptr<hdf5::NumberArray> array) : array_(std::move(array)) {}

  const std::string& where() const { return array_->where(); }  ///< the array in messages
  std::int64_t length() const { return array_->length(); }      ///< number of offsets

  /// Offsets `first` to `first + n - 1`. \throws Error (input) if the file is damaged there
  std::vector<std::int64_t> read(std::int64_t first, std::int64_t n) const;

  /// The offset at a position.
  std::int64_t at(std::int64_t position) const { return read(position, 1).front(); }

  /// The last position at which an offset is at most `entry`; 0 if there is none.
  std::int64_t last_at_most(std::int64_t entry) const;

 private:
  struct Block {
    std::int64_t number = -1;
    std::vector<std::int64_t> offsets;
  };

  const Block& block(std::int64_t number) const;

  std::unique_ptr<hdf5::NumberArray> array_;
  mutable std::array<Block, 2> blocks_;  ///< the one used last comes first
};

}  // namespace SparseConv::io

#endif
