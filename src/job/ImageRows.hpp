#ifndef SPARSECONV_JOB_IMAGEROWS_HPP
#define SPARSECONV_JOB_IMAGEROWS_HPP

#include <SparseConv/io/BatchReader.hpp>
#include <cstdint>
#include <job/pieces.hpp>
#include <rows/RowRange.hpp>
#include <vector>

namespace SparseConv::job {

using rows::RowRange;

/// The numbers `first` to `last - 1`, of entries or of columns of an image.
struct NumberRange {
  std::int64_t first = 0;
  std::int64_t last = 0;
};

/// Where the rows of one image stand among the image's entries in a file, and how many entries they
/// have: what is needed to read some of the rows. Rows are counted from the top of the image.
///
/// An image of very many rows is known in bands of several rows. Functions that take a range of
/// rows mean all bands of which the range has a row.
class ImageRows {
 public:
  /// Reads the columns of some rows once, a piece at a time.
  /// \param rows all rows of the image, or fewer if the image is known to be in order
  /// \throws Error as BatchReader does; Stopped
  ImageRows(const io::BatchReader& input, std::int64_t image, ImageShape shape, RowRange rows,
            const Stop& stop);

  /// Whether the image is in order: the entries of each row stand before the entries of the next
  /// row, in whatever order within the row. Without that a row may have entries anywhere.
  bool in_order() const { return in_order_; }

  /// Whether all of these rows are known.
  bool cover(RowRange rows) const { return rows_.first <= rows.first && rows.last <= rows_.last; }

  /// The row with which the band after that of `row` begins, at most the number of rows.
  std::int64_t next_band(std::int64_t row) const;

  /// The rows of whole bands of which a range has a row.
  RowRange whole_bands(RowRange rows) const;

  /// The number of entries that rows have.
  std::int64_t count(RowRange rows) const;

  /// Where the entries of some rows are: exactly these entries if the image is in order, otherwise
  /// all entries of the image.
  NumberRange entries(RowRange rows) const;

 private:
  NumberRange find_entries(const io::BatchReader& input, std::int64_t image,
                           std::int64_t width) const;
  void add(const io::HostBatch<float, std::int64_t>& piece, std::int64_t width);
  std::size_t band_of(std::int64_t row) const;

  std::int64_t height_;
  std::int64_t band_;  ///< in rows
  RowRange rows_;      ///< whole bands
  bool in_order_ = true;
  std::int64_t last_row_;
  std::vector<std::int64_t> above_;  ///< entries above each band, and above the end
};

}  // namespace SparseConv::job

#endif
