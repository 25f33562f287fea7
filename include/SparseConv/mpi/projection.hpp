#ifndef SPARSECONV_MPI_PROJECTION_HPP
#define SPARSECONV_MPI_PROJECTION_HPP

#include <SparseConv/mpi/DistributedBatch.hpp>
#include <SparseConv/projection.hpp>

/// \file
/// The images of all ranks in one. The functions are collective.
///
/// One rank after the other lays its images upon the projection, so that the bits are those that
/// one rank alone computes. While a rank works on some rows, the next one works on those above.

namespace SparseConv::mpi {

/// The largest value of each pixel over the images of all ranks, as of one rank alone.
/// \param each what every image is divided by before
/// \return the projection, on every rank
/// \throws Error on every rank as SparseConv::max_projection() does on some rank; Error (input) if
/// a rank has entries of a divided image outside its rows
template <class Scalar, class Ordinal, class ExecutionSpace>
[[nodiscard]] DenseImage<ExecutionSpace> max_projection(
    const Communicator& comm, const ExecutionSpace& space,
    const DistributedBatch<Scalar, Ordinal, ExecutionSpace>& batch,
    Normalize each = Normalize::none);

/// The sum of each pixel over the images of all ranks, in their order, as of one rank alone.
/// \param each what every image is divided by before
/// \return the projection, on every rank
/// \throws Error on every rank as SparseConv::sum_projection() does on some rank; Error (input) if
/// a rank has entries of a divided image outside its rows
template <class Scalar, class Ordinal, class ExecutionSpace>
[[nodiscard]] DenseImage<ExecutionSpace> sum_projection(
    const Communicator& comm, const ExecutionSpace& space,
    const DistributedBatch<Scalar, Ordinal, ExecutionSpace>& batch,
    Normalize each = Normalize::none);

}  // namespace SparseConv::mpi

#endif
