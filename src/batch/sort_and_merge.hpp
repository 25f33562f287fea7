#ifndef SPARSECONV_BATCH_SORT_AND_MERGE_HPP
#define SPARSECONV_BATCH_SORT_AND_MERGE_HPP

#include <SparseConv/Batch.hpp>
#include <batch/MergeSorted.hpp>
#include <batch/allocate.hpp>
#include <batch/compact.hpp>
#include <batch/sort_images.hpp>

namespace SparseConv {
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
  const Matrix all = sorted.matrix(batch.numCols());
  return Impl::compact(space, "SparseConv::sort_and_merge::merge", all,
                       Impl::MergeSorted<Matrix>(all));
}

}  // namespace SparseConv

#define SPARSECONV_INSTANTIATE(Scalar, Ordinal, ExecutionSpace)   \
  template Batch<Scalar, Ordinal, ExecutionSpace> sort_and_merge( \
      const ExecutionSpace&, const Batch<Scalar, Ordinal, ExecutionSpace>&);

#endif
