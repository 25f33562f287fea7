#include <algorithm>
#include <io/sources/OffsetCache.hpp>
#include <utility>

namespace SparseConv::io {

std::vector<std::int64_t> OffsetCache::read(std::int64_t first, std::int64_t n) const {
  std::vector<std::int64_t> result;
  result.reserve(static_cast<std::size_t>(n));
  for (const std::int64_t last = first + n; first < last;) {
    const Block& found = block(first / block_length);
    const std::int64_t begin = found.number * block_length;
    const std::int64_t end = std::min(last, begin + block_length);
    result.insert(result.end(), found.offsets.begin() + (first - begin),
                  found.offsets.begin() + (end - begin));
    first = end;
  }
  return result;
}

std::int64_t OffsetCache::last_at_most(std::int64_t entry) const {
  std::int64_t position = 0;
  for (std::int64_t end = length(); end - position > 1;) {
    const std::int64_t middle = position + (end - position) / 2;
    (at(middle) <= entry ? position : end) = middle;
  }
  return position;
}

/// A block, read unless it is kept.
const OffsetCache::Block& OffsetCache::block(std::int64_t number) const {
  if (blocks_[0].number == number) return blocks_[0];
  std::swap(blocks_[0], blocks_[1]);
  Block& block = blocks_[0];
  if (block.number == number) return block;
  const std::int64_t begin = number * block_length;
  block.number = -1;  // in case that an exception ends this
  block.offsets.resize(static_cast<std::size_t>(std::min(block_length, length() - begin)));
  array_->read(begin, static_cast<std::int64_t>(block.offsets.size()), block.offsets.data());
  block.number = number;
  return block;
}

}  // namespace SparseConv::io
