#ifndef SPARSECONV_MPI_REDISTRIBUTE_HPP
#define SPARSECONV_MPI_REDISTRIBUTE_HPP

#include <SparseConv/mpi/DistributedBatch.hpp>
#include <SparseConv/mpi/partition.hpp>

/// \file
/// Moves images to ranks that the caller chooses. The functions are collective, and images travel
/// as in rebalance(). All functions throw Error on every rank as validate() does for a batch that
/// it refuses on some rank, and (system) if a rank has no memory for its images.

namespace SparseConv::mpi {

/// Moves images to the ranks to which `boundaries` assigns them. Divided images become whole;
/// images do not change otherwise.
/// \param boundaries boundaries of images, from 0 to `batch.n_images`; the same on every rank
/// \throws Error (input) also for other boundaries, or boundaries that differ from rank to rank, or
/// if a rank would have more images than Ordinal can number
template <class Scalar, class Ordinal, class ExecutionSpace>
[[nodiscard]] DistributedBatch<Scalar, Ordinal, ExecutionSpace> redistribute(
    const Communicator& comm, const ExecutionSpace& space,
    const DistributedBatch<Scalar, Ordinal, ExecutionSpace>& batch, const Boundaries& boundaries);

/// Moves rows of images to the ranks to which `boundaries` assigns them. If this divides images of
/// a rank whose columns are not sorted, the rank sorts the columns of all its images, and adds up
/// repeated columns.
/// \param boundaries boundaries of rows, from 0 to `batch.n_images * batch.image_shape.height`; the
///                   same on every rank
/// \throws Error as redistribute() does
template <class Scalar, class Ordinal, class ExecutionSpace>
[[nodiscard]] DistributedBatch<Scalar, Ordinal, ExecutionSpace> redistribute_rows(
    const Communicator& comm, const ExecutionSpace& space,
    const DistributedBatch<Scalar, Ordinal, ExecutionSpace>& batch, const Boundaries& boundaries);

/// The boundaries of rows at which a batch is divided among the ranks; collective. With these
/// boundaries, redistribute_rows() brings results of mode `same` back to where their images were
/// before rebalance().
template <class Scalar, class Ordinal, class ExecutionSpace>
[[nodiscard]] Boundaries row_boundaries(
    const Communicator& comm, const DistributedBatch<Scalar, Ordinal, ExecutionSpace>& batch);

/// Brings all images to one rank.
/// \param root the same on every rank
/// \return on rank `root` the whole batch, on other ranks a batch without images
/// \throws Error (input) also if there is no rank `root`, or if `root` differs from rank to rank
template <class Scalar, class Ordinal, class ExecutionSpace>
[[nodiscard]] Batch<Scalar, Ordinal, ExecutionSpace> gather(
    const Communicator& comm, const ExecutionSpace& space,
    const DistributedBatch<Scalar, Ordinal, ExecutionSpace>& batch, int root = 0);

}  // namespace SparseConv::mpi

#endif
