#ifndef SPARSECONV_ROWS_ROWRANGE_HPP
#define SPARSECONV_ROWS_ROWRANGE_HPP

#include <algorithm>
#include <cstdint>
#include <divide_up.hpp>
#include <vector>

namespace SparseConv::rows {

/// Rows `first` to `last - 1` of a batch. The rows of all images are numbered as if the images
/// stood one below the other, so that row `y` of image `i` is row `i * height + y`:
///
///     image 0 | row 0            This number is the one coordinate in which work is divided, among
///             |   ...            ranks as well as among the shards of a file. A range may begin
///             | row H - 1        and end inside an image.
///     image 1 | row H
///             |   ...
struct RowRange {
  std::int64_t first = 0;
  std::int64_t last = 0;

  std::int64_t size() const { return last - first; }
  bool empty() const { return first >= last; }
};

inline bool operator==(RowRange a, RowRange b) { return a.first == b.first && a.last == b.last; }

/// The rows that two ranges have in common; an empty range where there are none.
inline RowRange intersect(RowRange a, RowRange b) {
  const RowRange both{std::max(a.first, b.first), std::min(a.last, b.last)};
  return both.empty() ? RowRange{both.first, both.first} : both;
}

/// The parts of `ranges` that lie inside `part`.
inline std::vector<RowRange> intersect(const std::vector<RowRange>& ranges, RowRange part) {
  std::vector<RowRange> result;
  for (const RowRange& range : ranges)
    if (const RowRange both = intersect(range, part); !both.empty()) result.push_back(both);
  return result;
}

/// The rows of some ranges, in any order, as ranges in ascending order with rows between them.
inline std::vector<RowRange> united(std::vector<RowRange> ranges) {
  const auto begins_before = [](RowRange a, RowRange b) { return a.first < b.first; };
  std::sort(ranges.begin(), ranges.end(), begins_before);
  std::vector<RowRange> result;
  for (const RowRange& range : ranges) {
    if (range.empty()) continue;
    if (result.empty() || range.first > result.back().last)
      result.push_back(range);
    else
      result.back().last = std::max(result.back().last, range.last);
  }
  return result;
}

/// Images `first` to `last - 1`.
struct ImageRange {
  std::int64_t first = 0;
  std::int64_t last = 0;

  std::int64_t size() const { return last - first; }
};

/// The images that have rows in a range: none if the range is empty.
inline ImageRange images_of(RowRange range, std::int64_t height) {
  const std::int64_t first = range.first / height;
  return {first, range.empty() ? first : divide_up(range.last, height)};
}

/// All rows of some images.
inline RowRange rows_of(ImageRange images, std::int64_t height) {
  return {images.first * height, images.last * height};
}

}  // namespace SparseConv::rows

#endif
