#include "ImageRows.hpp"

#include <algorithm>
#include <numeric>

namespace SparseConv::cli {
namespace {

constexpr std::int64_t most_steps = 65536;

/// Entries that are read at a time.
constexpr std::int64_t most_entries = 1 << 18;

/// The first of the entries of an image that has a column of at least `column`. They ascend.
std::int64_t find(const io::BatchReader& input, std::int64_t image, Range entries,
                  std::int64_t column) {
  while (entries.first < entries.last) {
    const std::int64_t middle = entries.first + (entries.last - entries.first) / 2;
    const auto entry = input.read_part<float, std::int64_t>(image, middle, middle + 1);
    if (entry.graph.entries(0) < column)
      entries.first = middle + 1;
    else
      entries.last = middle;
  }
  return entries.first;
}

}  // namespace

ImageRows::ImageRows(const io::BatchReader& input, std::int64_t image, ImageShape shape, Range rows)
    : height_(shape.height), step_((shape.height + most_steps - 1) / most_steps) {
  rows_ = {rows.first / step_ * step_, next(rows.last - 1)};
  last_column_ = rows_.first * shape.width - 1;
  begins_.resize(static_cast<std::size_t>((rows_.last - rows_.first + step_ - 1) / step_ + 1));
  const Range all = find_entries(input, image, shape.width);
  begins_[0] = all.first;
  for (std::int64_t first = all.first; sorted_ && first < all.last; first += most_entries) {
    const std::int64_t last = std::min(first + most_entries, all.last);
    count(input.read_part<float, std::int64_t>(image, first, last), shape.width);
  }
  std::partial_sum(begins_.begin(), begins_.end(), begins_.begin());
}

/// The entries of all rows that are to be known.
Range ImageRows::find_entries(const io::BatchReader& input, std::int64_t image,
                              std::int64_t width) const {
  const auto offsets = input.offsets(image, image + 1);
  Range entries{0, offsets[1] - offsets[0]};
  if (rows_.last < height_) entries.last = find(input, image, entries, rows_.last * width);
  if (rows_.first > 0) entries.first = find(input, image, entries, rows_.first * width);
  return entries;
}

void ImageRows::count(const io::HostBatch<float, std::int64_t>& part, std::int64_t width) {
  for (std::int64_t i = 0; i < static_cast<std::int64_t>(part.nnz()); ++i) {
    const std::int64_t column = part.graph.entries(i);
    sorted_ = column > last_column_ && column / width < rows_.last;
    if (!sorted_) return;
    last_column_ = column;
    ++begins_[static_cast<std::size_t>((column / width - rows_.first) / step_ + 1)];
  }
}

std::int64_t ImageRows::next(std::int64_t row) const {
  return std::min((row / step_ + 1) * step_, height_);
}

Range ImageRows::entries(Range rows) const {
  const auto begin_of_step = [this](std::int64_t row) {
    return begins_[static_cast<std::size_t>((row - rows_.first + step_ - 1) / step_)];
  };
  return {begin_of_step(rows.first / step_ * step_), begin_of_step(rows.last)};
}

}  // namespace SparseConv::cli
