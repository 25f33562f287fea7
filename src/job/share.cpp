#include <algorithm>
#include <divide_up.hpp>
#include <job/ImageRows.hpp>
#include <job/share.hpp>
#include <rows/divide.hpp>
#include <rows/work.hpp>

namespace SparseConv::job {
namespace {

using rows::intersect;

/// Blocks of images whose work a rank holds at a time.
constexpr std::int64_t most_blocks = 1 << 18;

/// Rows that go to one rank, and the work that they are.
struct Item {
  RowRange rows;
  std::int64_t work;
  bool in_order = false;  ///< whether their image is known to be in order
};

using Items = std::vector<Item>;

/// Divides the rows of the input into items. Rows that are in none of the ranges are no work.
class Divider {
 public:
  Divider(const OpenJob& job, const std::vector<RowRange>& ranges, const Stop& stop)
      : job_(job), ranges_(ranges), stop_(stop), height_(job.height()) {}

  /// Blocks of so many images.
  Items blocks(rows::ImageRange images, std::int64_t block) const {
    Items items;
    for (std::int64_t i = images.first; i < images.last; i += block)
      items.push_back({rows::rows_of({i, std::min(i + block, images.last)}, height_), 0});
    for (const RowRange& range : intersect(ranges_, rows::rows_of(images, height_)))
      for_each_image(range, [&](std::int64_t image, std::int64_t n_entries) {
        items[static_cast<std::size_t>((image - images.first) / block)].work +=
            work_in(range, image, n_entries);
      });
    return items;
  }

  /// The items, with each block of more work than that replaced by its images, and each image of
  /// more work by its rows, if it may be divided.
  Items divide(const Items& blocks_of_images, std::int64_t most_work) const {
    Items items;
    for (const Item& block : blocks_of_images) {
      const Items images = block.work > most_work ? images_of(block) : Items{block};
      for (const Item& image : images) {
        const bool divides = image.work > most_work && job_.may_share_images();
        const Items inside = divides ? rows_as_items(image) : Items{image};
        items.insert(items.end(), inside.begin(), inside.end());
      }
    }
    return items;
  }

 private:
  /// Calls `visit(image, n_entries)` for the images of which a range has rows.
  template <class Visit>
  void for_each_image(RowRange range, const Visit& visit) const {
    const rows::ImageRange images = rows::images_of(range, height_);
    for (std::int64_t first = images.first; first < images.last; first += most_images) {
      const auto offsets = job_.input.offsets(first, std::min(first + most_images, images.last));
      for (std::size_t i = 0; i + 1 < offsets.size(); ++i)
        visit(first + static_cast<std::int64_t>(i), offsets[i + 1] - offsets[i]);
    }
  }

  /// The work of an image, as far as its rows are in a range.
  std::int64_t work_in(RowRange range, std::int64_t image, std::int64_t n_entries) const {
    std::int64_t work = 0;  // the mean over the filters, rounded down as the work of one filter is
    for (const Convolution& convolution : job_.convolutions)
      work +=
          rows::work_of_image(n_entries, convolution.n_taps, convolution.geometry().output.size());
    work /= static_cast<std::int64_t>(job_.convolutions.size());
    const RowRange inside = intersect(range, rows::rows_of({image, image + 1}, height_));
    return rows::proportion(work, inside.size(), height_);
  }

  Items images_of(const Item& block) const {
    return blocks(rows::images_of(block.rows, height_), 1);
  }

  /// The rows of an image as items, as finely as ImageRows knows them.
  Items rows_as_items(const Item& image) const {
    const std::int64_t top = image.rows.first;
    const ImageRows known(job_.input, top / height_, job_.image(), {0, height_}, stop_);
    const auto wanted = intersect(ranges_, image.rows);
    std::vector<std::int64_t> entries;
    Items items;
    for (std::int64_t row = 0; row < height_; row = known.next_band(row)) {
      const RowRange band{row, known.next_band(row)};
      const RowRange global{top + band.first, top + band.last};
      items.push_back({global, 0, known.in_order()});
      entries.push_back(intersect(wanted, global).empty() ? 0 : known.count(band));
    }
    const auto work = rows::work_of_rows(image.work, entries);
    for (std::size_t i = 0; i < items.size(); ++i) items[i].work = work[i];
    return items;
  }

  const OpenJob& job_;
  const std::vector<RowRange>& ranges_;
  const Stop& stop_;
  std::int64_t height_;
};

/// Where the rows of the ranks begin.
struct Begins {
  std::vector<std::int64_t> rows;      ///< for each rank its first row, and the number of all rows
  std::vector<std::int64_t> in_order;  ///< 1 if the image of that row is known to be in order
};

std::vector<std::int64_t> work_of(const Items& items) {
  std::vector<std::int64_t> work;
  for (const Item& item : items) work.push_back(item.work);
  return work;
}

/// Divides the items among the ranks; collective.
Begins begins_of_ranks(const Items& items, const Ranks& ranks) {
  const std::vector<std::int64_t> before = ranks.divide(work_of(items));
  std::vector<std::int64_t> first_rows, in_order;
  for (const Item& item : items) first_rows.push_back(item.rows.first);
  for (const std::int64_t n : before) {  // an image is divided only between items of one rank
    const bool divides = n > 0 && n < static_cast<std::int64_t>(items.size());
    in_order.push_back(divides && items[static_cast<std::size_t>(n)].in_order);
  }
  const RowRange rows =
      items.empty() ? RowRange{} : RowRange{items.front().rows.first, items.back().rows.last};
  return {ranks.sum(rows::rows_before(before, first_rows, rows)), ranks.sum(in_order)};
}

}  // namespace

Share share_of_rank(const OpenJob& job, const std::vector<RowRange>& ranges, const Ranks& ranks,
                    const Stop& stop) {
  if (ranks.size() == 1) return {ranges, {}, {0, job.n_rows()}};
  const std::int64_t n_images = job.input.info().n_images;
  const std::int64_t block = n_images / (most_blocks * ranks.size()) + 1;
  const std::int64_t n_blocks = divide_up(n_images, block);
  const auto begin_of_rank = [&](std::int64_t rank) {
    return std::min(n_images, n_blocks * rank / ranks.size() * block);
  };
  const Divider divider(job, ranges, stop);
  Items items;
  std::int64_t work = 0;
  ranks.agree([&] {
    items = divider.blocks({begin_of_rank(ranks.rank()), begin_of_rank(ranks.rank() + 1)}, block);
    work = rows::sum_of_work(work_of(items));
  });
  const std::int64_t most_work = rows::equal_share(ranks.sum({work})[0], ranks.size());
  ranks.agree([&] { items = divider.divide(items, most_work); });
  const Begins begins = begins_of_ranks(items, ranks);
  const auto rank = static_cast<std::size_t>(ranks.rank());
  const RowRange all{begins.rows[rank], begins.rows[rank + 1]};
  Share share{intersect(ranges, all), {}, all};
  for (const std::size_t i : {rank, rank + 1})
    if (begins.in_order[i] != 0) share.in_order.push_back(begins.rows[i] / job.height());
  return share;
}

std::int64_t count_images(const OpenJob& job, const std::vector<RowRange>& ranges) {
  std::int64_t count = 0;
  for (const RowRange& range : ranges)
    count += range.last / job.height() - range.first / job.height();
  return count;
}

std::int64_t count_entries(const OpenJob& job, const std::vector<RowRange>& ranges) {
  const std::int64_t height = job.height();
  const auto before = [&](std::int64_t row) {
    const std::int64_t image = row / height, inside = row % height;
    const auto offsets = job.input.offsets(image, inside == 0 ? image : image + 1);
    return offsets.front() + rows::proportion(offsets.back() - offsets.front(), inside, height);
  };
  std::int64_t count = 0;
  for (const RowRange& range : ranges) count += before(range.last) - before(range.first);
  return count;
}

}  // namespace SparseConv::job
