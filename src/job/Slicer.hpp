#ifndef SPARSECONV_JOB_SLICER_HPP
#define SPARSECONV_JOB_SLICER_HPP

#include <job/ImageRows.hpp>
#include <job/OpenJob.hpp>
#include <optional>
#include <vector>

namespace SparseConv::job {

/// What a slice that is a part of one image needs of that image.
struct PartOfImage {
  std::int64_t image;
  std::vector<NumberRange> among;    ///< what to read: all entries of the part are in these
  std::vector<NumberRange> columns;  ///< of the part: columns `first` to `last - 1` of each range
  std::int64_t n_entries;            ///< how many entries are needed
};

/// The rows that are convolved at a time.
struct Slice {
  RowRange rows;                    ///< rows of the input whose results it makes
  std::optional<PartOfImage> part;  ///< if the rows are not whole images
};

/// The bytes that slices may take.
struct SliceLimits {
  std::int64_t slice = 0;  ///< a slice; one row may exceed it
  std::int64_t image = 0;  ///< the only image of a slice, where its parts would be convolved twice
};

/// Divides rows of the input into slices that fit into memory.
class Slicer {
 public:
  /// \param in_order images that are known to be in order: the rows that are asked for can be found
  ///                 without reading the others
  Slicer(const OpenJob& job, SliceLimits limits, std::vector<std::int64_t> in_order,
         const Stop& stop);

  /// The first slice of some rows.
  /// \throws Error (input) if an image that is known to be in order is not; Stopped
  Slice next(RowRange rows);

 private:
  std::int64_t last_of_slice(rows::ImageRange images) const;
  bool fits_alone(std::int64_t image) const;
  Slice part_of_image(RowRange rows);
  bool fits(const ImageRows& known, const std::vector<RowRange>& rows) const;
  const ImageRows& index(std::int64_t image, RowRange rows);

  const OpenJob& job_;
  SliceLimits limits_;
  std::vector<std::int64_t> in_order_;
  const Stop& stop_;
  std::int64_t indexed_ = -1;  ///< image whose rows are known
  std::optional<ImageRows> index_;
};

/// Reads what a slice needs, in the order in which it is stored: the sum of several entries of one
/// pixel depends on it. \throws Error as BatchReader does; Stopped
template <class Scalar, class Ordinal>
io::HostBatch<Scalar, Ordinal> read(const OpenJob& job, const Slice& slice, const Stop& stop);

}  // namespace SparseConv::job

#endif
