#ifndef SPARSECONV_CLI_SLICER_HPP
#define SPARSECONV_CLI_SLICER_HPP

#include <algorithm>
#include <optional>

#include "ImageRows.hpp"
#include "convolution.hpp"
#include "input.hpp"
#include "shards/Shard.hpp"

namespace SparseConv::cli {

/// A part of one image that is convolved by itself.
struct Band {
  std::int64_t image;
  Range entries;  ///< that are convolved: also those above that the filter reaches down from
  Range pixels;   ///< of the result that have all they need of these entries
};

/// What is convolved at a time.
struct Slice {
  Range rows;                ///< of the input
  std::optional<Band> band;  ///< else the rows are whole images
};

/// Divides rows of the input into slices that fit into memory.
class Slicer {
 public:
  /// \param limit bytes for a slice, which one row may exceed, and an image whose columns are not
  ///              sorted
  Slicer(const Convolution& convolution, ImageShape output, std::size_t bytes_of_entry,
         std::int64_t limit);

  /// The first slice of some rows. Where they begin or end inside an image, its columns ascend.
  Slice next(Range rows);

 private:
  bool fits(std::int64_t image) const;
  Slice band(std::int64_t image, Range rows);
  const ImageRows& index(std::int64_t image, Range rows);
  std::int64_t memory_of_band(Range entries, std::int64_t height) const;
  std::int64_t first_pixel(std::int64_t row) const;

  const Convolution& convolution_;
  ImageShape output_;
  ImageCost cost_;
  std::size_t bytes_of_entry_;
  std::int64_t limit_;
  std::int64_t indexed_ = -1;  ///< image whose rows are known
  std::optional<ImageRows> index_;
};

/// Reads what has to be convolved for a slice.
template <class Scalar, class Ordinal>
io::HostBatch<Scalar, Ordinal> read(const Convolution& convolution, const Slice& slice) {
  const io::BatchReader& input = convolution.input;
  const std::int64_t height = convolution.image.height;
  if (!slice.band)
    return input.read<Scalar, Ordinal>(slice.rows.first / height, slice.rows.last / height);
  const Band& band = *slice.band;
  return input.read_part<Scalar, Ordinal>(band.image, band.entries.first, band.entries.last);
}

/// Cuts off what is wrong in the result of a band, which lacked the entries around it.
template <class Batch>
Batch crop(const Batch& result, const Slice& slice) {
  if (!slice.band) return result;
  const auto* const begin = result.graph.entries.data();
  const auto* const end = begin + result.nnz();
  const auto* const first = std::lower_bound(begin, end, slice.band->pixels.first);
  const auto* const last = std::lower_bound(first, end, slice.band->pixels.last);
  const auto range = std::make_pair(first - begin, last - begin);
  typename Batch::row_map_type::non_const_type row_map("SparseConv::cli::row_map", 2);
  row_map(1) = last - first;
  return Batch("SparseConv::cli::band", 1, result.numCols(), last - first,
               Kokkos::subview(result.values, range), row_map,
               Kokkos::subview(result.graph.entries, range));
}

}  // namespace SparseConv::cli

#endif
