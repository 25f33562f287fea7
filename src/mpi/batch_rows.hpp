#ifndef SPARSECONV_MPI_BATCH_ROWS_HPP
#define SPARSECONV_MPI_BATCH_ROWS_HPP

#include <SparseConv/mpi/DistributedBatch.hpp>
#include <mpi/scan.hpp>
#include <rows/RowRange.hpp>

namespace SparseConv::mpi::Impl {

/// The rows that this rank has.
template <class Scalar, class Ordinal, class ExecutionSpace>
rows::RowRange own_rows(const DistributedBatch<Scalar, Ordinal, ExecutionSpace>& batch) {
  return {batch.first_row, batch.end_row};
}

/// The batch of all ranks, where each rank knows its rows; collective.
/// \param n_images the number of images of all ranks
template <class Scalar, class Ordinal, class ExecutionSpace>
DistributedBatch<Scalar, Ordinal, ExecutionSpace> with_rows(
    const Communicator& comm, const ExecutionSpace&,
    const Batch<Scalar, Ordinal, ExecutionSpace>& local, ImageShape shape, rows::RowRange rows,
    std::int64_t n_images) {
  const Position entries = scan(comm, local.nnz());
  return {local, shape, rows.first, rows.last, n_images, entries.first, entries.total};
}

}  // namespace SparseConv::mpi::Impl

#endif
