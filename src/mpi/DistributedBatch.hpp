#ifndef SPARSECONV_MPI_DISTRIBUTEDBATCH_IMPL_HPP
#define SPARSECONV_MPI_DISTRIBUTEDBATCH_IMPL_HPP

#include <SparseConv/Error.hpp>
#include <SparseConv/mpi/DistributedBatch.hpp>
#include <SparseConv/mpi/agree.hpp>
#include <batch/allocate.hpp>
#include <mpi/placement.hpp>
#include <optional>
#include <rows/check_shape.hpp>
#include <string>

namespace SparseConv::mpi::Impl {

/// The batch of a rank, checked against the shape of the images. A batch without images becomes an
/// empty batch of this shape.
template <class ExecutionSpace, class Matrix>
Matrix with_shape(const ExecutionSpace& space, const Matrix& local, ImageShape shape) {
  SparseConv::Impl::check_extents("an image", shape);
  SparseConv::Impl::check_ordinal<typename Matrix::non_const_ordinal_type>("an image", shape);
  if (local.numRows() == 0) return SparseConv::Impl::empty_batch<Matrix>(space, 0, shape);
  SPARSECONV_THROW_IF(static_cast<std::int64_t>(local.numCols()) != shape.size(), input,
                      "the images have " + std::to_string(local.numCols()) +
                          " pixels, but images of " + to_string(shape) + " have " +
                          std::to_string(shape.size()));
  return local;
}

/// Joins the batches of all ranks; collective.
/// \param first_row the first row of this rank, if ranks may begin inside an image
template <class Scalar, class Ordinal, class ExecutionSpace>
DistributedBatch<Scalar, Ordinal, ExecutionSpace> join(
    const Communicator& comm, const ExecutionSpace& space,
    const Batch<Scalar, Ordinal, ExecutionSpace>& local, ImageShape shape,
    std::optional<std::int64_t> first_row) {
  const auto batch = agree(comm, [&] { return with_shape(space, local, shape); });
  const Placement place = locate(comm, {static_cast<std::int64_t>(batch.numRows()),
                                        static_cast<std::int64_t>(batch.nnz()), shape, first_row});
  return {batch,           shape,          place.rows.first,
          place.rows.last, place.n_images, place.first_entry,
          place.n_entries};
}

}  // namespace SparseConv::mpi::Impl

#define SPARSECONV_INSTANTIATE(Scalar, Ordinal, ExecutionSpace)   \
  template mpi::DistributedBatch<Scalar, Ordinal, ExecutionSpace> \
  mpi::Impl::join<Scalar, Ordinal, ExecutionSpace>(               \
      const mpi::Communicator&, const ExecutionSpace&,            \
      const Batch<Scalar, Ordinal, ExecutionSpace>&, ImageShape, std::optional<std::int64_t>);

#endif
