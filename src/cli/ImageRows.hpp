#ifndef SPARSECONV_CLI_IMAGEROWS_HPP
#define SPARSECONV_CLI_IMAGEROWS_HPP

#include <SparseConv/io/BatchReader.hpp>
#include <cstdint>
#include <vector>

#include "shards/Shard.hpp"

namespace SparseConv::cli {

/// Where rows of an image begin among its entries in a file: what is needed to read a band of it.
/// Images of very many rows are known in steps of several.
class ImageRows {
 public:
  /// Reads the columns of some rows once, a part at a time. \throws Error as BatchReader does
  /// \param rows counted from the top of the image. They are all of it, unless its columns are
  ///             known to ascend.
  ImageRows(const io::BatchReader& input, std::int64_t image, ImageShape shape, Range rows);

  /// Whether the columns strictly ascend. Without that a row may have entries anywhere, and nothing
  /// else is known.
  bool sorted() const { return sorted_; }

  /// Whether these rows are among those that are known.
  bool cover(Range rows) const { return rows_.first <= rows.first && rows.last <= rows_.last; }

  /// The row with which the next step begins, at most the number of rows.
  std::int64_t next(std::int64_t row) const;

  /// The entries of some rows among those that are known, and of the rest of their steps.
  Range entries(Range rows) const;

 private:
  Range find_entries(const io::BatchReader& input, std::int64_t image, std::int64_t width) const;
  void count(const io::HostBatch<float, std::int64_t>& part, std::int64_t width);

  std::int64_t height_;
  std::int64_t step_;  ///< in rows
  Range rows_;         ///< whole steps
  bool sorted_ = true;
  std::int64_t last_column_;
  std::vector<std::int64_t> begins_;  ///< first entry of each step, and the end
};

}  // namespace SparseConv::cli

#endif
