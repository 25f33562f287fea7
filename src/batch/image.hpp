#ifndef SPARSECONV_BATCH_IMAGE_HPP
#define SPARSECONV_BATCH_IMAGE_HPP

#include <SparseConv/Batch.hpp>
#include <batch/Sections.hpp>
#include <batch/allocate.hpp>
#include <batch/offsets.hpp>

/// \file
/// Converts a single image between an `H x W` matrix and a batch of one.

namespace SparseConv::Impl {

/// The image as a batch of one, which shares the values. Entries keep their order: columns ascend
/// in the batch if columns ascend in every row of the image.
template <class ExecutionSpace, class Matrix>
static Matrix image_to_batch(const ExecutionSpace& space, const Matrix& image, ImageShape shape) {
  using Ordinal = typename Matrix::non_const_ordinal_type;
  using Arrays = BatchArrays<Matrix>;
  const auto row_map = image.graph.row_map;
  const auto entries = image.graph.entries;
  const auto width = static_cast<Ordinal>(shape.width);
  const auto nnz = static_cast<std::int64_t>(image.nnz());
  const Arrays batch{allocate<decltype(Arrays::row_map)>(space, "SparseConv::image::row_map", 2),
                     allocate<decltype(Arrays::entries)>(space, "SparseConv::image::entries", nnz),
                     image.values};
  Kokkos::parallel_for(
      "SparseConv::image::to_batch", Range<ExecutionSpace>(space, 0, shape.height),
      KOKKOS_LAMBDA(const std::int64_t row) {
        for (std::int64_t k = row_map(row); k < row_map(row + 1); ++k)
          batch.entries(k) = static_cast<Ordinal>(row) * width + entries(k);
        if (row == 0) {
          batch.row_map(0) = 0;
          batch.row_map(1) = nnz;
        }
      });
  return batch.matrix(static_cast<Ordinal>(shape.size()));
}

/// The image of a batch of one, as a matrix. The columns of the batch must be sorted. The matrix
/// has the values and the entries of the batch, which is no batch any more.
template <class ExecutionSpace, class Matrix>
static Matrix batch_to_image(const ExecutionSpace& space, const Matrix& batch, ImageShape shape) {
  using Ordinal = typename Matrix::non_const_ordinal_type;
  using RowMap = typename Matrix::row_map_type::non_const_type;
  const auto row_map = allocate<RowMap>(space, "SparseConv::image::row_map", shape.height + 1);
  const auto entries = batch.graph.entries;
  const auto nnz = static_cast<std::int64_t>(batch.nnz());
  Kokkos::parallel_for(
      "SparseConv::image::from_batch", Range<ExecutionSpace>(space, 0, shape.height + 1),
      KOKKOS_LAMBDA(const std::int64_t row) {
        row_map(row) = lower_bound(entries, 0, nnz, row * shape.width);
      });
  const Matrix image =
      BatchArrays<Matrix>{row_map, entries, batch.values}.matrix(static_cast<Ordinal>(shape.width));
  for_each_entry(
      space, "SparseConv::image::columns", image, KOKKOS_LAMBDA(std::int64_t row, std::int64_t k) {
        entries(k) -= static_cast<Ordinal>(row * shape.width);
      });
  return image;
}

}  // namespace SparseConv::Impl

#endif
