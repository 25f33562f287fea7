#ifndef SPARSECONV_MPI_APPLY_HPP
#define SPARSECONV_MPI_APPLY_HPP

#include <SparseConv/Plan.hpp>
#include <SparseConv/mpi/DistributedBatch.hpp>
#include <SparseConv/mpi/agree.hpp>

namespace SparseConv::mpi {

/// Convolves every image on the rank that has it; collective. Images are the unit that is spread:
/// one of them is convolved by one rank.
/// \param plan a plan of this rank; all ranks make theirs from the same shape, filter and options
/// \return the results, on the ranks of their images
/// \throws Error on every rank, as Plan::apply() does on some rank
template <class Scalar, class Ordinal, class ExecutionSpace>
DistributedBatch<Scalar, Ordinal, ExecutionSpace> apply(
    const Communicator& comm, const ExecutionSpace& space,
    Plan<Scalar, Ordinal, ExecutionSpace>& plan,
    const DistributedBatch<Scalar, Ordinal, ExecutionSpace>& batch) {
  return as_distributed(comm, space, agree(comm, [&] { return plan.apply(space, batch.local); }));
}

}  // namespace SparseConv::mpi

#endif
