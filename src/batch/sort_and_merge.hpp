#ifndef SPARSECONV_BATCH_SORT_AND_MERGE_HPP
#define SPARSECONV_BATCH_SORT_AND_MERGE_HPP

#include <SparseConv/Batch.hpp>
#include <batch/allocate.hpp>
#include <batch/compact.hpp>
#include <batch/sort_images.hpp>

namespace SparseConv {
namespace Impl {

/// Adds up the values of equal neighbouring columns, in their order.
template <class ExecutionSpace, class Matrix>
Matrix merge_sorted(const ExecutionSpace& space, const Matrix& batch) {
  using Scalar = typename Matrix::non_const_value_type;
  const auto row_map = batch.graph.row_map;
  const auto entries = batch.graph.entries;
  const auto values = batch.values;
  return compact(
      space, "SparseConv::sort_and_merge::merge", batch,
      KOKKOS_LAMBDA(std::int64_t image, std::int64_t k, Scalar & sum) {
        if (k > row_map(image) && entries(k) == entries(k - 1)) return false;
        sum = values(k);
        for (std::int64_t next = k + 1; next < row_map(image + 1) && entries(next) == entries(k);
             ++next)
          sum += values(next);
        return true;
      });
}

}  // namespace Impl

template <class Scalar, class Ordinal, class ExecutionSpace>
Batch<Scalar, Ordinal, ExecutionSpace> sort_and_merge(
    const ExecutionSpace& space, const Batch<Scalar, Ordinal, ExecutionSpace>& batch) {
  using Matrix = Batch<Scalar, Ordinal, ExecutionSpace>;
  auto sorted = Impl::allocate_parts<Matrix>(space, batch.numRows(), batch.nnz());
  if (batch.graph.row_map.extent(0) == 0)
    Kokkos::deep_copy(space, sorted.row_map, 0);
  else
    Kokkos::deep_copy(space, sorted.row_map, batch.graph.row_map);
  Kokkos::deep_copy(space, sorted.entries, batch.graph.entries);
  Kokkos::deep_copy(space, sorted.values, batch.values);
  Impl::sort_images(space, sorted.row_map, sorted.entries, sorted.values, batch.numCols());
  return Impl::merge_sorted(space, sorted.matrix(batch.numCols()));
}

}  // namespace SparseConv

#define SPARSECONV_INSTANTIATE(Scalar, Ordinal, ExecutionSpace)   \
  template Batch<Scalar, Ordinal, ExecutionSpace> sort_and_merge( \
      const ExecutionSpace&, const Batch<Scalar, Ordinal, ExecutionSpace>&);

#endif
