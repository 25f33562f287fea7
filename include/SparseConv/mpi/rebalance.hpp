#ifndef SPARSECONV_MPI_REBALANCE_HPP
#define SPARSECONV_MPI_REBALANCE_HPP

#include <SparseConv/mpi/DistributedBatch.hpp>
#include <SparseConv/mpi/partition.hpp>

/// \file
/// Spreads images so that every rank has nearly the same work. The functions are collective.

namespace SparseConv::mpi {

/// Moves images so that every rank has nearly the same work, as partition() divides it. An image
/// with more work than an equal share is divided between ranks, by its rows: the work of a row is
/// in proportion to the entries in the row. A rank that has such an image, and columns that are not
/// sorted, first sorts the columns of all its images, and adds up repeated columns.
///
/// Images travel through the memory of the host, unless is_gpu_aware(); what stays on its rank is
/// copied there. A rank whose images all stay gets its own arrays back, or copies if they are not
/// owned. While a rank makes room for the images that it gets, it still has its old ones.
/// \param work what an image is; of an image that is divided already, each rank's rows count as an
///             image
/// \throws Error on every rank as validate() does for a batch that it refuses on some rank, as
/// partition() does for work that cannot be divided, (input) if a rank would have more images than
/// Ordinal can number, and (system) if a rank has no memory for its images
template <class Scalar, class Ordinal, class ExecutionSpace>
[[nodiscard]] DistributedBatch<Scalar, Ordinal, ExecutionSpace> rebalance(
    const Communicator& comm, const ExecutionSpace& space,
    const DistributedBatch<Scalar, Ordinal, ExecutionSpace>& batch,
    const ImageWork& work = entries_and_image);

namespace Impl {

template <class Scalar, class Ordinal, class ExecutionSpace>
DistributedBatch<Scalar, Ordinal, ExecutionSpace> scatter(
    const Communicator& comm, const ExecutionSpace& space,
    const Batch<Scalar, Ordinal, ExecutionSpace>& batch, ImageShape image_shape, int root,
    const ImageWork& work);

}  // namespace Impl

/// Spreads the batch of one rank over all ranks, as rebalance() does; collective.
/// \param batch       the batch on rank `root`, or a caller's matrix as as_batch() takes it;
///                    ignored on other ranks
/// \param image_shape shape of the images, the same on every rank
/// \param root        the rank that has the batch, the same on every rank
/// \param work        what an image is, as for rebalance()
/// \return the images of this rank
/// \throws Error as as_distributed() and rebalance() do, and (input) if there is no rank `root`
template <class ExecutionSpace, class Matrix>
[[nodiscard]] auto scatter(const Communicator& comm, const ExecutionSpace& space,
                           const Matrix& batch, ImageShape image_shape, int root = 0,
                           const ImageWork& work = entries_and_image) {
  return Impl::scatter(comm, space, agree(comm, [&] { return as_batch(space, batch); }),
                       image_shape, root, work);
}

}  // namespace SparseConv::mpi

#endif
