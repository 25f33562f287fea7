#ifndef SPARSECONV_MPI_APPLY_HPP
#define SPARSECONV_MPI_APPLY_HPP

#include <SparseConv/Plan.hpp>
#include <SparseConv/mpi/DistributedBatch.hpp>

namespace SparseConv::mpi {

/// Convolves every image on the ranks that have it; collective. Of an image that is divided each
/// rank gets the entries nearby that the ranks below have, and makes a band of rows of the result,
/// which is divided as well. The values are those that one rank alone computes, bit by bit.
/// \param plan a plan of this rank; all ranks make theirs from the same shape, filter and options
/// \return the results, on the ranks of their images
/// \throws Error on every rank, as Plan::apply() does on some rank, and (input) if columns of a
/// divided image do not ascend from rank to rank
template <class Scalar, class Ordinal, class ExecutionSpace>
DistributedBatch<Scalar, Ordinal, ExecutionSpace> apply(
    const Communicator& comm, const ExecutionSpace& space,
    Plan<Scalar, Ordinal, ExecutionSpace>& plan,
    const DistributedBatch<Scalar, Ordinal, ExecutionSpace>& batch);

}  // namespace SparseConv::mpi

#endif
