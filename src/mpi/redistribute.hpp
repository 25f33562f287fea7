#ifndef SPARSECONV_MPI_REDISTRIBUTE_IMPL_HPP
#define SPARSECONV_MPI_REDISTRIBUTE_IMPL_HPP

#include <SparseConv/mpi/agree.hpp>
#include <SparseConv/mpi/redistribute.hpp>
#include <mpi/check_same.hpp>
#include <mpi/fetch_rows.hpp>
#include <mpi/validate.hpp>

namespace SparseConv::mpi {
namespace Impl {

/// Whether a boundary of rows is inside both the rows of a rank and an image.
inline bool cuts_image(const Boundaries& boundaries, RowRange rows, std::int64_t height) {
  return std::any_of(boundaries.begin(), boundaries.end(), [&](std::int64_t row) {
    return row > rows.first && row < rows.last && row % height != 0;
  });
}

}  // namespace Impl

template <class Scalar, class Ordinal, class ExecutionSpace>
DistributedBatch<Scalar, Ordinal, ExecutionSpace> redistribute(
    const Communicator& comm, const ExecutionSpace& space,
    const DistributedBatch<Scalar, Ordinal, ExecutionSpace>& batch, const Boundaries& boundaries) {
  const auto rows = agree(comm, [&] {
    Impl::check_boundaries(boundaries, comm.size(), batch.n_images, "images");
    Impl::check_batch(space, batch);
    return Impl::rows_of_images(boundaries, batch.image_shape.height);
  });
  Impl::check_same(comm, rows, "boundaries of images");
  return Impl::move_rows(comm, space, batch, rows);
}

template <class Scalar, class Ordinal, class ExecutionSpace>
DistributedBatch<Scalar, Ordinal, ExecutionSpace> redistribute_rows(
    const Communicator& comm, const ExecutionSpace& space,
    const DistributedBatch<Scalar, Ordinal, ExecutionSpace>& batch, const Boundaries& boundaries) {
  const std::int64_t height = batch.image_shape.height;
  auto sorted = batch;
  sorted.local = agree(comm, [&] {
    Impl::check_boundaries(boundaries, comm.size(), batch.n_images * height, "rows");
    const BatchOrder order = Impl::check_batch(space, batch);
    const bool cut = Impl::cuts_image(boundaries, Impl::own_rows(batch), height);
    return cut && !order.sorted ? sort_and_merge(space, batch.local) : batch.local;
  });
  Impl::check_same(comm, boundaries, "boundaries of rows");
  return Impl::move_rows(comm, space, sorted, boundaries);
}

template <class Scalar, class Ordinal, class ExecutionSpace>
Boundaries row_boundaries(const Communicator& comm,
                          const DistributedBatch<Scalar, Ordinal, ExecutionSpace>& batch) {
  return Impl::gather_boundaries(comm, batch.first_row, batch.n_images * batch.image_shape.height);
}

template <class Scalar, class Ordinal, class ExecutionSpace>
Batch<Scalar, Ordinal, ExecutionSpace> gather(
    const Communicator& comm, const ExecutionSpace& space,
    const DistributedBatch<Scalar, Ordinal, ExecutionSpace>& batch, int root) {
  const auto boundaries = agree(comm, [&] {
    Impl::check_root(root, comm.size());
    return Impl::all_on(root, comm.size(), batch.n_images);
  });
  return redistribute(comm, space, batch, boundaries).local;
}

}  // namespace SparseConv::mpi

#define SPARSECONV_INSTANTIATE(Scalar, Ordinal, ExecutionSpace)                                 \
  template mpi::DistributedBatch<Scalar, Ordinal, ExecutionSpace>                               \
  mpi::redistribute<Scalar, Ordinal, ExecutionSpace>(                                           \
      const mpi::Communicator&, const ExecutionSpace&,                                          \
      const mpi::DistributedBatch<Scalar, Ordinal, ExecutionSpace>&, const mpi::Boundaries&);   \
  template mpi::DistributedBatch<Scalar, Ordinal, ExecutionSpace>                               \
  mpi::redistribute_rows<Scalar, Ordinal, ExecutionSpace>(                                      \
      const mpi::Communicator&, const ExecutionSpace&,                                          \
      const mpi::DistributedBatch<Scalar, Ordinal, ExecutionSpace>&, const mpi::Boundaries&);   \
  template mpi::Boundaries mpi::row_boundaries<Scalar, Ordinal, ExecutionSpace>(                \
      const mpi::Communicator&, const mpi::DistributedBatch<Scalar, Ordinal, ExecutionSpace>&); \
  template Batch<Scalar, Ordinal, ExecutionSpace> mpi::gather<Scalar, Ordinal, ExecutionSpace>( \
      const mpi::Communicator&, const ExecutionSpace&,                                          \
      const mpi::DistributedBatch<Scalar, Ordinal, ExecutionSpace>&, int);

#endif
