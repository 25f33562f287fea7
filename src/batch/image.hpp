#ifndef SPARSECONV_BATCH_IMAGE_HPP
#define SPARSECONV_BATCH_IMAGE_HPP

#include <SparseConv/Batch.hpp>
#include <batch/allocate.hpp>
#include <batch/offsets.hpp>

/// \file
/// Converts a single image between an `H x W` matrix and a batch of one.

namespace SparseConv::Impl {

/// The image as a batch of one. Entries keep their order: columns ascend in the batch if columns
/// ascend in every row of the image.
template <class ExecutionSpace, class Matrix>
static Matrix image_to_batch(const ExecutionSpace& space, const Matrix& image, ImageShape shape) {
  using Ordinal = typename Matrix::non_const_ordinal_type;
  const auto parts = allocate_parts<Matrix>(space, 1, image.nnz());
  const auto row_map = image.graph.row_map;
  const auto entries = image.graph.entries;
  const auto width = static_cast<Ordinal>(shape.width);
  const auto nnz = static_cast<std::int64_t>(image.nnz());
  Kokkos::deep_copy(space, parts.values, image.values);
  Kokkos::parallel_for(
      "SparseConv::image::to_batch", Range<ExecutionSpace>(space, 0, shape.height),
      KOKKOS_LAMBDA(const std::int64_t row) {
        for (std::int64_t k = row_map(row); k < row_map(row + 1); ++k)
          parts.entries(k) = static_cast<Ordinal>(row) * width + entries(k);
        if (row == 0) {
          parts.row_map(0) = 0;
          parts.row_map(1) = nnz;
        }
      });
  return parts.matrix(static_cast<Ordinal>(shape.size()));
}

/// The image of a batch of one, as a matrix. The columns of the batch must be sorted.
template <class ExecutionSpace, class Matrix>
static Matrix batch_to_image(const ExecutionSpace& space, const Matrix& batch, ImageShape shape) {
  using Ordinal = typename Matrix::non_const_ordinal_type;
  const auto parts = allocate_parts<Matrix>(space, shape.height, batch.nnz());
  const auto entries = batch.graph.entries;
  const auto nnz = static_cast<std::int64_t>(batch.nnz());
  Kokkos::deep_copy(space, parts.values, batch.values);
  Kokkos::parallel_for(
      "SparseConv::image::from_batch", Range<ExecutionSpace>(space, 0, shape.height + 1),
      KOKKOS_LAMBDA(const std::int64_t row) {
        parts.row_map(row) = lower_bound(entries, 0, nnz, row * shape.width);
      });
  Kokkos::parallel_for(
      "SparseConv::image::columns", Range<ExecutionSpace>(space, 0, nnz),
      KOKKOS_LAMBDA(const std::int64_t k) {
        parts.entries(k) = entries(k) % static_cast<Ordinal>(shape.width);
      });
  return parts.matrix(static_cast<Ordinal>(shape.width));
}

}  // namespace SparseConv::Impl

#endif
