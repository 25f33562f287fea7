#ifndef SPARSECONV_MPI_REDISTRIBUTE_HPP
#define SPARSECONV_MPI_REDISTRIBUTE_HPP

#include <SparseConv/mpi/DistributedBatch.hpp>
#include <SparseConv/mpi/partition.hpp>

/// \file
/// Moving images between ranks. Images travel through host memory, and whole ones do not change.
/// The functions are collective; they throw Error on every rank as validate() does, for batches
/// that it refuses on some rank, and (system) if a rank has no memory for its images.

namespace SparseConv::mpi {

/// Moves images to the ranks that `boundaries` gives them to, the same on every rank. Images that
/// were divided become whole.
/// \throws Error (input) also if `boundaries` are not those of the images of the batch, or if a
/// rank would have more images than Ordinal can number
template <class Scalar, class Ordinal, class ExecutionSpace>
DistributedBatch<Scalar, Ordinal, ExecutionSpace> redistribute(
    const Communicator& comm, const ExecutionSpace& space,
    const DistributedBatch<Scalar, Ordinal, ExecutionSpace>& batch, const Boundaries& boundaries);

/// Moves images such that every rank has nearly the same work. An image that is more than an equal
/// share of all work is divided between ranks, after its columns are sorted and those that are the
/// same added up. Where the others go see partition().
template <class Scalar, class Ordinal, class ExecutionSpace>
DistributedBatch<Scalar, Ordinal, ExecutionSpace> rebalance(
    const Communicator& comm, const ExecutionSpace& space,
    const DistributedBatch<Scalar, Ordinal, ExecutionSpace>& batch,
    const ImageWork& work = entries_and_image);

/// Spreads a batch that one rank has over all, as rebalance() does.
/// \param batch the batch on rank `root`; of no importance on other ranks
template <class Scalar, class Ordinal, class ExecutionSpace>
DistributedBatch<Scalar, Ordinal, ExecutionSpace> scatter(
    const Communicator& comm, const ExecutionSpace& space,
    const Batch<Scalar, Ordinal, ExecutionSpace>& batch, int root = 0,
    const ImageWork& work = entries_and_image);

/// Brings all images to one rank.
/// \return on rank `root` the whole batch, on other ranks a batch without images
template <class Scalar, class Ordinal, class ExecutionSpace>
Batch<Scalar, Ordinal, ExecutionSpace> gather(
    const Communicator& comm, const ExecutionSpace& space,
    const DistributedBatch<Scalar, Ordinal, ExecutionSpace>& batch, int root = 0);

}  // namespace SparseConv::mpi

#endif
