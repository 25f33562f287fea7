#include "share.hpp"

#include <algorithm>

namespace SparseConv::cli {
namespace {

/// Bounds what a rank holds of the images' work at a time.
constexpr std::int64_t most_blocks = 1 << 20;

/// Offsets that are read at a time.
constexpr std::int64_t most_images = 65536;

/// What ranges and a range have in common.
std::vector<Range> common(const std::vector<Range>& ranges, Range part) {
  std::vector<Range> result;
  for (const Range& range : ranges) {
    const Range both{std::max(range.first, part.first), std::min(range.last, part.last)};
    if (both.first < both.last) result.push_back(both);
  }
  return result;
}

/// The work of the images of a part, in blocks of so many; images that are in no range are none.
std::vector<std::int64_t> work_of_blocks(const io::BatchReader& input,
                                         const std::vector<Range>& ranges, const ImageCost& work,
                                         Range part, std::int64_t block) {
  std::vector<std::int64_t> result(
      static_cast<std::size_t>((part.last - part.first + block - 1) / block));
  for (const Range& range : common(ranges, part))
    for (std::int64_t first = range.first; first < range.last; first += most_images) {
      const auto offsets = input.offsets(first, std::min(first + most_images, range.last));
      for (std::size_t i = 0; i + 1 < offsets.size(); ++i) {
        const std::int64_t image = first + static_cast<std::int64_t>(i) - part.first;
        result[static_cast<std::size_t>(image / block)] += work(offsets[i + 1] - offsets[i]);
      }
    }
  return result;
}

}  // namespace

std::vector<Range> share_of_rank(const io::BatchReader& input, const std::vector<Range>& ranges,
                                 const ImageCost& work, const Ranks& ranks) {
  if (ranks.size() == 1) return ranges;
  const std::int64_t n_images = input.info().n_images;
  const std::int64_t block = n_images / (most_blocks * ranks.size()) + 1;
  const std::int64_t n_blocks = (n_images + block - 1) / block;
  const auto begin_of_rank = [&](std::int64_t rank) {
    return std::min(n_images, n_blocks * rank / ranks.size() * block);
  };
  std::vector<std::int64_t> work_here;
  ranks.agree([&] {
    const Range part{begin_of_rank(ranks.rank()), begin_of_rank(ranks.rank() + 1)};
    work_here = work_of_blocks(input, ranges, work, part, block);
  });
  const auto [first, last] = ranks.share(work_here);
  return common(ranges, {first * block, last * block});
}

std::int64_t count_images(const std::vector<Range>& ranges) {
  std::int64_t count = 0;
  for (const Range& range : ranges) count += range.last - range.first;
  return count;
}

std::int64_t count_entries(const io::BatchReader& input, const std::vector<Range>& ranges) {
  std::int64_t count = 0;
  for (const Range& range : ranges)
    count += input.offsets(range.last, range.last)[0] - input.offsets(range.first, range.first)[0];
  return count;
}

}  // namespace SparseConv::cli
