#ifndef SPARSECONV_BATCH_SORT_AND_MERGE_HPP
#define SPARSECONV_BATCH_SORT_AND_MERGE_HPP

#include <SparseConv/Batch.hpp>
#include <batch/MergeSorted.hpp>
#include <batch/compact.hpp>
#include <batch/copy.hpp>
#include <batch/sort_images.hpp>

namespace SparseConv::Impl {

/// Another batch with its columns sorted; equal columns keep their order.
template <class ExecutionSpace, class Matrix>
Matrix sort_columns(const ExecutionSpace& space, const Matrix& batch) {
  const auto sorted = copy_arrays(space, batch);
  sort_images(space, sorted.row_map, sorted.entries, sorted.values, batch.numCols());
  return sorted.matrix(batch.numCols());
}

template <class Scalar, class Ordinal, class ExecutionSpace>
Batch<Scalar, Ordinal, ExecutionSpace> sort_and_merge(
    const ExecutionSpace& space, const Batch<Scalar, Ordinal, ExecutionSpace>& batch) {
  return with_memory(batch.numRows(), batch.nnz(), [&] {
    const auto sorted = sort_columns(space, batch);
    return compact(space, "SparseConv::sort_and_merge::merge", sorted,
                   MergeSorted<Batch<Scalar, Ordinal, ExecutionSpace>>(sorted));
  });
}

}  // namespace SparseConv::Impl

#endif
