#ifndef SPARSECONV_BATCH_COPY_HPP
#define SPARSECONV_BATCH_COPY_HPP

#include <batch/allocate.hpp>

namespace SparseConv::Impl {

/// Copies the pixels of a batch, which may lack a row map if it has no images.
template <class ExecutionSpace, class Matrix>
static void copy_pixels(const ExecutionSpace& space, const Matrix& batch,
                        const BatchArrays<Matrix>& to) {
  if (batch.graph.row_map.extent(0) == 0)
    Kokkos::deep_copy(space, to.row_map, 0);
  else
    Kokkos::deep_copy(space, to.row_map, batch.graph.row_map);
  Kokkos::deep_copy(space, to.entries, batch.graph.entries);
}

/// Copies of the arrays of a batch.
template <class ExecutionSpace, class Matrix>
static BatchArrays<Matrix> copy_arrays(const ExecutionSpace& space, const Matrix& batch) {
  const auto copy = allocate_arrays<Matrix>(space, batch.numRows(), batch.nnz());
  copy_pixels(space, batch, copy);
  Kokkos::deep_copy(space, copy.values, batch.values);
  return copy;
}

/// The batch, or a copy of it if a view does not own its memory: a caller may free what
/// as_batch() made a Batch of.
template <class ExecutionSpace, class Matrix>
static Matrix owned(const ExecutionSpace& space, const Matrix& batch) {
  const bool owns_all = batch.graph.row_map.use_count() > 0 &&
                        batch.graph.entries.use_count() > 0 && batch.values.use_count() > 0;
  return owns_all ? batch : copy_arrays(space, batch).matrix(batch.numCols());
}

}  // namespace SparseConv::Impl

#endif
