#ifndef SPARSECONV_CLI_IMAGEROWS_HPP
#define SPARSECONV_CLI_IMAGEROWS_HPP

#include <SparseConv/io/BatchReader.hpp>
#include <cstdint>
#include <vector>

#include "shards/Shard.hpp"

namespace SparseConv::cli {

/// Where the rows of an image stand among its entries in a file, and how many entries they have:
/// what is needed to read a band of it. Images of very many rows are known in steps of several.
class ImageRows {
 public:
  /// Reads the columns of some rows once, a part at a time.
  /// \param rows counted from the top of the image. They are all of it, unless it is known to be
  ///             sorted.
  /// \throws Error as BatchReader does; Interrupted when a signal has come
  ImageRows(const io::BatchReader& input, std::int64_t image, ImageShape shape, Range rows);

  /// Whether the entries of each row stand before those of the next, in whatever order in the row.
  /// Without that a row may have entries anywhere.
  bool sorted() const { return sorted_; }

  /// Whether these rows are among those that are known.
  bool cover(Range rows) const { return rows_.first <= rows.first && rows.last <= rows_.last; }

  /// The row with which the next step begins, at most the number of rows.
  std::int64_t next(std::int64_t row) const;

  /// Some rows, and the rest of their steps. So are those meant below, which are to be known.
  Range in_steps(Range rows) const;

  /// The number of their entries.
  std::int64_t count(Range rows) const;

  /// The entries among which theirs are: no others if the image is sorted, else all.
  Range entries(Range rows) const;

 private:
  Range find_entries(const io::BatchReader& input, std::int64_t image, std::int64_t width) const;
  void add(const io::HostBatch<float, std::int64_t>& part, std::int64_t width);
  std::size_t step_of(std::int64_t row) const;

  std::int64_t height_;
  std::int64_t step_;  ///< in rows
  Range rows_;         ///< whole steps
  bool sorted_ = true;
  std::int64_t last_row_;
  std::vector<std::int64_t> above_;  ///< entries above each step, and above the end
};

}  // namespace SparseConv::cli

#endif
