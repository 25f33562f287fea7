#ifndef SPARSECONV_CLI_SLICER_HPP
#define SPARSECONV_CLI_SLICER_HPP

#include <SparseConv/Error.hpp>
#include <algorithm>
#include <optional>
#include <string>
#include <vector>

#include "ImageRows.hpp"
#include "convolution.hpp"
#include "input.hpp"
#include "shards/Shard.hpp"

namespace SparseConv::cli {

/// A part of one image that is convolved by itself.
struct Band {
  std::int64_t image;
  Range entries;     ///< among which are those that are convolved
  Range columns;     ///< that these have: also those above that the filter reaches down from
  std::int64_t nnz;  ///< how many these are
  Range pixels;      ///< of the result that have all they need of these entries
};

/// What is convolved at a time.
struct Slice {
  Range rows;                ///< of the input
  std::optional<Band> band;  ///< else the rows are whole images
};

/// Divides rows of the input into slices that fit into memory.
class Slicer {
 public:
  /// \param limit  bytes for a slice, which one row may exceed
  /// \param sorted images that are known to be sorted: of these the rows that are asked for can be
  ///               found without the others
  Slicer(const Convolution& convolution, ImageShape output, std::size_t bytes_of_entry,
         std::int64_t limit, std::vector<std::int64_t> sorted);

  /// The first slice of some rows.
  /// \throws Error (input) if an image that is known to be sorted is not; Interrupted when a signal
  /// has come
  Slice next(Range rows);

 private:
  bool fits(std::int64_t image) const;
  Slice band(std::int64_t image, Range rows);
  const ImageRows& index(std::int64_t image, Range rows);
  std::int64_t memory_of_band(std::int64_t nnz, std::int64_t height) const;
  std::int64_t first_pixel(std::int64_t row) const;

  const Convolution& convolution_;
  ImageShape output_;
  ImageCost cost_;
  std::size_t bytes_of_entry_;
  std::int64_t limit_;
  std::vector<std::int64_t> sorted_;
  std::int64_t indexed_ = -1;  ///< image whose rows are known
  std::optional<ImageRows> index_;
};

/// Picks the entries of a band out of those among which they are, in the order in which they stand
/// there: it decides on the sum of those that have one pixel.
template <class Scalar, class Ordinal>
io::HostBatch<Scalar, Ordinal> pick(const io::BatchReader& input, const Band& band) {
  using Batch = io::HostBatch<Scalar, Ordinal>;
  const auto room = [](const std::string& label) {
    return Kokkos::view_alloc(Kokkos::WithoutInitializing, label);
  };
  typename Batch::index_type::non_const_type columns(room("SparseConv::cli::columns"), band.nnz);
  typename Batch::values_type::non_const_type values(room("SparseConv::cli::values"), band.nnz);
  std::int64_t n = 0;
  for_each_part(band.entries.first, band.entries.last, [&](std::int64_t first, std::int64_t last) {
    const auto part = input.read_part<Scalar, Ordinal>(band.image, first, last);
    for (std::int64_t i = 0; i < last - first; ++i) {
      const Ordinal column = part.graph.entries(i);
      if (column < band.columns.first || column >= band.columns.last) continue;
      if (n < band.nnz) {
        columns(n) = column;
        values(n) = part.values(i);
      }
      ++n;
    }
  });
  SPARSECONV_THROW_IF(n != band.nnz, input,
                      input.info().file + ": image " + std::to_string(band.image) +
                          " is not as it was before: leave the file as it is");
  typename Batch::row_map_type::non_const_type row_map("SparseConv::cli::row_map", 2);
  row_map(1) = n;
  return Batch("SparseConv::cli::band", 1, static_cast<Ordinal>(input.info().n_pixels), band.nnz,
               values, row_map, columns);
}

/// Reads what has to be convolved for a slice. \throws Interrupted when a signal has come
template <class Scalar, class Ordinal>
io::HostBatch<Scalar, Ordinal> read(const Convolution& convolution, const Slice& slice) {
  const io::BatchReader& input = convolution.input;
  const std::int64_t height = convolution.image.height;
  if (!slice.band)
    return input.read<Scalar, Ordinal>(slice.rows.first / height, slice.rows.last / height);
  const Band& band = *slice.band;
  if (band.nnz < band.entries.last - band.entries.first) return pick<Scalar, Ordinal>(input, band);
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
