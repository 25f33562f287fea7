#ifndef SPARSECONV_BATCH_UNITE_HPP
#define SPARSECONV_BATCH_UNITE_HPP

#include <batch/compact.hpp>

namespace SparseConv::Impl {

/// The entry of a pixel in an image, whose columns ascend; -1 where the image stores none.
template <class Matrix>
KOKKOS_INLINE_FUNCTION std::int64_t find_pixel(const Matrix& batch, std::int64_t image,
                                               std::int64_t pixel) {
  const auto& entries = batch.graph.entries;
  const std::int64_t end = batch.graph.row_map(image + 1);
  const std::int64_t found = lower_bound(entries, batch.graph.row_map(image), end, pixel);
  return found < end && entries(found) == pixel ? found : -1;
}

/// Copies the entries of a batch to their places among the entries of `other`.
template <class ExecutionSpace, class Matrix>
static void place_among(const ExecutionSpace& space, const Matrix& batch, const Matrix& other,
                        const BatchArrays<Matrix>& united) {
  for_each_entry(
      space, "SparseConv::unite::place", batch, KOKKOS_LAMBDA(std::int64_t image, std::int64_t k) {
        const auto column = batch.graph.entries(k);
        const std::int64_t to = k + lower_bound(other.graph.entries, other.graph.row_map(image),
                                                other.graph.row_map(image + 1), column);
        united.entries(to) = column;
        united.values(to) = batch.values(k);
      });
}

/// The entries of two batches of as many images, no pixel of which is in both; columns ascend.
template <class ExecutionSpace, class Matrix>
static Matrix unite(const ExecutionSpace& space, const Matrix& a, const Matrix& b) {
  const std::int64_t n = a.numRows();
  const auto united = allocate_arrays<Matrix>(space, n, a.nnz() + b.nnz());
  Kokkos::parallel_for(
      "SparseConv::unite::row_map", Range<ExecutionSpace>(space, 0, n + 1),
      KOKKOS_LAMBDA(const std::int64_t i) {
        united.row_map(i) = a.graph.row_map(i) + b.graph.row_map(i);
      });
  place_among(space, a, b, united);
  place_among(space, b, a, united);
  return united.matrix(a.numCols());
}

}  // namespace SparseConv::Impl

#endif
