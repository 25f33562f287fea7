#ifndef SPARSECONV_BATCH_DENSE_HPP
#define SPARSECONV_BATCH_DENSE_HPP

#include <SparseConv/Batch.hpp>
#include <SparseConv/Error.hpp>
#include <batch/Sections.hpp>
#include <batch/allocate.hpp>
#include <batch/offsets.hpp>
#include <batch/saturate.hpp>
#include <limits>
#include <rows/Geometry.hpp>
#include <string>

/// \file
/// Converts dense images, with indices (image, row, column), to a batch and back.

namespace SparseConv::Impl {

/// The batch of dense images: it stores the pixels that are not zero.
template <class Matrix, class ExecutionSpace, class Dense>
static Matrix dense_to_batch(const ExecutionSpace& space, const Dense& images) {
  using Ordinal = typename Matrix::non_const_ordinal_type;
  using Scalar = typename Matrix::non_const_value_type;
  const std::int64_t n = images.extent(0), height = images.extent(1), width = images.extent(2);
  SPARSECONV_THROW_IF(n > std::numeric_limits<Ordinal>::max(), input,
                      std::to_string(n) + " dense images are more than " +
                          std::to_string(8 * sizeof(Ordinal)) +
                          " bits can number: convolve fewer at a time, or with std::int64_t "
                          "columns");
  const auto offsets = make_counts(space, "SparseConv::dense::offsets", n * height);
  const Range<ExecutionSpace> all_rows(space, 0, n * height);
  Kokkos::parallel_for(
      "SparseConv::dense::count", all_rows, KOKKOS_LAMBDA(const std::int64_t r) {
        std::int64_t stored = 0;
        for (std::int64_t x = 0; x < width; ++x)
          if (images(r / height, r % height, x) != Scalar(0)) ++stored;
        offsets(r) = stored;
      });
  const std::int64_t nnz = counts_to_offsets(space, "SparseConv::dense::scan", offsets);
  const auto parts = allocate_arrays<Matrix>(space, n, nnz);
  fill_row_map(space, height, offsets, parts.row_map);
  Kokkos::parallel_for(
      "SparseConv::dense::fill", all_rows, KOKKOS_LAMBDA(const std::int64_t r) {
        std::int64_t next = offsets(r);
        for (std::int64_t x = 0; x < width; ++x) {
          const Scalar value = images(r / height, r % height, x);
          if (value == Scalar(0)) continue;
          parts.entries(next) = static_cast<Ordinal>(r % height * width + x);
          parts.values(next++) = value;
        }
      });
  return parts.matrix(static_cast<Ordinal>(height * width));
}

/// The dense images of a batch: pixels that the batch does not store are zero.
template <class Dense, class ExecutionSpace, class Matrix>
static Dense batch_to_dense(const ExecutionSpace& space, const Matrix& batch, ImageShape shape) {
  const std::int64_t bytes = saturating_product(
      batch.numRows(), saturating_product(shape.size(), sizeof(typename Dense::value_type)));
  SPARSECONV_THROW_IF(bytes == largest_number, system,
                      "no memory for dense images of " + to_string(shape));
  const Dense images(Kokkos::view_alloc(space, "SparseConv::dense::images"), batch.numRows(),
                     shape.height, shape.width);
  const auto entries = batch.graph.entries;
  const auto values = batch.values;
  const PixelGrid grid(shape.width);
  for_each_entry(
      space, "SparseConv::dense::scatter", batch, KOKKOS_LAMBDA(std::int64_t i, std::int64_t k) {
        const Pixel pixel = grid.split(entries(k));
        images(i, pixel.row, pixel.column) = values(k);
      });
  return images;
}

}  // namespace SparseConv::Impl

#endif
