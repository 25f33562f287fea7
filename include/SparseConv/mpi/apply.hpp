#ifndef SPARSECONV_MPI_APPLY_HPP
#define SPARSECONV_MPI_APPLY_HPP

#include <SparseConv/Plan.hpp>
#include <SparseConv/mpi/DistributedBatch.hpp>

namespace SparseConv::mpi {

/// Convolves every image on the ranks that have it; collective. The values are the same as on one
/// rank alone, bit by bit.
///
/// Where no image is divided, ranks only agree on how it went. Where one is, each rank receives
/// from the others the rows that its part of the result needs, rows beyond an edge included, and
/// makes that part: the result is divided, too. Unsorted columns of divided images are sorted
/// first. For Options::normalize the total of a divided image goes from rank to rank.
/// \param plan  a plan of this rank; all ranks make theirs from the same shape, filter and options
/// \param batch images of the plan's image shape
/// \return the results, on the ranks of their images
/// \throws Error on every rank as Plan::apply() does on some rank; Error (input) if the images have
/// another shape than the plan, if plans differ from rank to rank in their shapes, boundary,
/// normalization or direction, or if a rank has entries of a divided image outside its rows
template <class Scalar, class Ordinal, class ExecutionSpace>
[[nodiscard]] DistributedBatch<Scalar, Ordinal, ExecutionSpace> apply(
    const Communicator& comm, const ExecutionSpace& space,
    Plan<Scalar, Ordinal, ExecutionSpace>& plan,
    const DistributedBatch<Scalar, Ordinal, ExecutionSpace>& batch);

/// The values of the convolution at the pixels that the batch itself stores, as Plan::apply_at()
/// gives them; collective. What is said of apply() is true of it, too.
/// \throws Error on every rank as apply() does, and (input) if results have another shape than
/// images
template <class Scalar, class Ordinal, class ExecutionSpace>
[[nodiscard]] DistributedBatch<Scalar, Ordinal, ExecutionSpace> apply_at(
    const Communicator& comm, const ExecutionSpace& space,
    Plan<Scalar, Ordinal, ExecutionSpace>& plan,
    const DistributedBatch<Scalar, Ordinal, ExecutionSpace>& batch);

/// The values of the convolution at the pixels of a pattern, as Plan::apply_at() gives them;
/// collective. What is said of apply() is true of it, too. The pattern may be divided among the
/// ranks in another way than the batch: its rows then travel to the ranks that compute the values,
/// and come back with them.
/// \param pattern as many images of the plan's output shape: its pixels count, its values do not
/// \return the pixels of the pattern, on the ranks that have them in the pattern
/// \throws Error on every rank as apply() does, and (input) if the pattern has images of another
/// shape or number
template <class Scalar, class Ordinal, class ExecutionSpace>
[[nodiscard]] DistributedBatch<Scalar, Ordinal, ExecutionSpace> apply_at(
    const Communicator& comm, const ExecutionSpace& space,
    Plan<Scalar, Ordinal, ExecutionSpace>& plan,
    const DistributedBatch<Scalar, Ordinal, ExecutionSpace>& batch,
    const DistributedBatch<Scalar, Ordinal, ExecutionSpace>& pattern);

}  // namespace SparseConv::mpi

#endif
