#include "share.hpp"

#include <algorithm>
#include <numeric>

#include "../ImageRows.hpp"
#include "../slices.hpp"

namespace SparseConv::cli {
namespace {

/// Bounds what a rank holds of the images' work at a time.
constexpr std::int64_t most_blocks = 1 << 18;

/// Offsets that are read at a time.
constexpr std::int64_t most_images = 65536;

/// Rows that go to one rank, and the work that they are.
struct Item {
  Range rows;
  std::int64_t work;
  bool sorted = false;  ///< whether their image is known to be
};

using Items = std::vector<Item>;

/// `whole * part / all`, where the product may not fit.
std::int64_t proportion(std::int64_t whole, std::int64_t part, std::int64_t all) {
  if (part == all) return whole;
  return static_cast<std::int64_t>(static_cast<double>(whole) * static_cast<double>(part) /
                                   static_cast<double>(all));
}

/// What ranges and a range have in common.
std::vector<Range> common(const std::vector<Range>& ranges, Range part) {
  std::vector<Range> result;
  for (const Range& range : ranges) {
    const Range both{std::max(range.first, part.first), std::min(range.last, part.last)};
    if (both.first < both.last) result.push_back(both);
  }
  return result;
}

/// Divides the rows of the input into items. Those that are in no range are no work.
class Divider {
 public:
  Divider(const Convolution& convolution, const std::vector<Range>& ranges, ImageShape output)
      : convolution_(convolution),
        ranges_(ranges),
        height_(convolution.image.height),
        work_(work_of_image(convolution, output)) {}

  /// Blocks of so many images.
  Items blocks(Range images, std::int64_t block) const {
    Items items;
    for (std::int64_t i = images.first; i < images.last; i += block)
      items.push_back({{i * height_, std::min(i + block, images.last) * height_}, 0});
    for (const Range& range : common(ranges_, {images.first * height_, images.last * height_})) {
      const std::int64_t last = (range.last + height_ - 1) / height_;
      for (std::int64_t first = range.first / height_; first < last; first += most_images) {
        const auto offsets = convolution_.input.offsets(first, std::min(first + most_images, last));
        for (std::size_t i = 0; i + 1 < offsets.size(); ++i) {
          const std::int64_t image = first + static_cast<std::int64_t>(i);
          items[static_cast<std::size_t>((image - images.first) / block)].work +=
              work_in(range, image, offsets[i + 1] - offsets[i]);
        }
      }
    }
    return items;
  }

  /// The same, where a block is more than so much work: its images, and of one that is more, rows.
  Items divide(const Items& blocks_of_images, std::int64_t most_work) const {
    Items items;
    for (const Item& block : blocks_of_images) {
      const Items images = block.work > most_work ? images_of(block) : Items{block};
      for (const Item& image : images) {
        const Items parts = image.work > most_work ? rows_of(image) : Items{image};
        items.insert(items.end(), parts.begin(), parts.end());
      }
    }
    return items;
  }

 private:
  /// The work of an image, as far as its rows are in a range.
  std::int64_t work_in(Range range, std::int64_t image, std::int64_t nnz) const {
    const std::int64_t first = std::max(range.first, image * height_);
    const std::int64_t last = std::min(range.last, (image + 1) * height_);
    return proportion(work_(nnz), last - first, height_);
  }

  Items images_of(const Item& block) const {
    return blocks({block.rows.first / height_, block.rows.last / height_}, 1);
  }

  /// The rows of an image, as finely as they are known.
  Items rows_of(const Item& image) const {
    const std::int64_t top = image.rows.first;
    const ImageRows index(convolution_.input, top / height_, convolution_.image, {0, height_});
    const auto wanted = common(ranges_, image.rows);
    Items items;
    std::int64_t total = 0;
    for (std::int64_t row = 0; row < height_; row = index.next(row)) {
      const Range rows{top + row, top + index.next(row)};
      const std::int64_t nnz = index.count({row, index.next(row)});
      items.push_back({rows, common(wanted, rows).empty() ? 0 : nnz, index.sorted()});
      total += items.back().work;
    }
    for (Item& item : items)
      item.work = proportion(image.work, item.work, std::max<std::int64_t>(total, 1));
    return items;
  }

  const Convolution& convolution_;
  const std::vector<Range>& ranges_;
  std::int64_t height_;
  ImageCost work_;
};

/// Where the rows of the ranks begin.
struct Begins {
  std::vector<std::int64_t> rows;  ///< for each rank the first that it gets, and the number of all
  std::vector<std::int64_t> sorted;  ///< 1 if the image of that row is known to be
};

/// Divides the items among the ranks; collective.
Begins begins_of_ranks(const Items& items, std::int64_t n_rows, const Ranks& ranks) {
  const auto n_items = static_cast<std::int64_t>(items.size());
  std::vector<std::int64_t> before(static_cast<std::size_t>(ranks.size()) + 1, 0);
  std::fill(before.begin() + ranks.rank() + 1, before.end(), n_items);
  before = ranks.sum(before);
  std::vector<std::int64_t> work;
  Begins begins;
  for (const Item& item : items) work.push_back(item.work);
  for (const std::int64_t number : ranks.share(work)) {
    const std::int64_t i = number - before[static_cast<std::size_t>(ranks.rank())];
    const Item item = i >= 0 && i < n_items ? items[static_cast<std::size_t>(i)] : Item{};
    begins.rows.push_back(item.rows.first);
    begins.sorted.push_back(item.sorted);
    if (ranks.first() && number == before.back()) begins.rows.back() = n_rows;
  }
  return {ranks.sum(begins.rows), ranks.sum(begins.sorted)};
}

}  // namespace

Share share_of_rank(const Convolution& convolution, const std::vector<Range>& ranges,
                    ImageShape output, const Ranks& ranks) {
  if (ranks.size() == 1) return {ranges, {}};
  const std::int64_t n_images = convolution.input.info().n_images;
  const std::int64_t block = n_images / (most_blocks * ranks.size()) + 1;
  const std::int64_t n_blocks = (n_images + block - 1) / block;
  const auto begin_of_rank = [&](std::int64_t rank) {
    return std::min(n_images, n_blocks * rank / ranks.size() * block);
  };
  const Divider divider(convolution, ranges, output);
  Items items;
  ranks.agree([&] {
    items = divider.blocks({begin_of_rank(ranks.rank()), begin_of_rank(ranks.rank() + 1)}, block);
  });
  std::int64_t work = 0;
  for (const Item& item : items) work += item.work;
  const std::int64_t equal_share = ranks.sum({work})[0] / ranks.size() + 1;
  ranks.agree([&] { items = divider.divide(items, equal_share); });
  const Begins begins = begins_of_ranks(items, convolution.n_rows(), ranks);
  const auto rank = static_cast<std::size_t>(ranks.rank());
  Share share{common(ranges, {begins.rows[rank], begins.rows[rank + 1]}), {}};
  for (const std::size_t i : {rank, rank + 1})
    if (begins.sorted[i] != 0) share.sorted.push_back(begins.rows[i] / convolution.image.height);
  return share;
}

std::int64_t count_images(const Convolution& convolution, const std::vector<Range>& ranges) {
  const std::int64_t height = convolution.image.height;
  std::int64_t count = 0;
  for (const Range& range : ranges) count += range.last / height - range.first / height;
  return count;
}

std::int64_t count_entries(const Convolution& convolution, const std::vector<Range>& ranges) {
  const std::int64_t height = convolution.image.height;
  const auto before = [&](std::int64_t row) {
    const std::int64_t image = row / height, inside = row % height;
    const auto offsets = convolution.input.offsets(image, inside == 0 ? image : image + 1);
    return offsets.front() + proportion(offsets.back() - offsets.front(), inside, height);
  };
  std::int64_t count = 0;
  for (const Range& range : ranges) count += before(range.last) - before(range.first);
  return count;
}

}  // namespace SparseConv::cli
