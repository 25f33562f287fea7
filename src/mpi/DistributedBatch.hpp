#ifndef SPARSECONV_MPI_DISTRIBUTEDBATCH_IMPL_HPP
#define SPARSECONV_MPI_DISTRIBUTEDBATCH_IMPL_HPP

#include <SparseConv/Error.hpp>
#include <SparseConv/mpi/DistributedBatch.hpp>
#include <SparseConv/mpi/agree.hpp>
#include <batch/chunks.hpp>
#include <mpi/check.hpp>
#include <mpi/scan.hpp>
#include <string>

namespace SparseConv::mpi {
namespace Impl {

/// The batch of a rank, whose images are to have so many pixels.
template <class ExecutionSpace, class Matrix>
Matrix with_pixels(const ExecutionSpace& space, const Matrix& local, std::int64_t n_pixels) {
  if (local.numRows() == 0) return SparseConv::Impl::empty_batch<Matrix>(space, 0, {1, n_pixels});
  SPARSECONV_THROW_IF(local.numCols() != n_pixels, input,
                      "the images have " + std::to_string(local.numCols()) +
                          " pixels, those of another rank have " + std::to_string(n_pixels));
  return local;
}

/// The number of entries of the first image.
template <class Matrix>
std::int64_t entries_of_first(const Matrix& local) {
  std::int64_t end = 0;
  if (local.numRows() > 0)
    Kokkos::deep_copy(end, Kokkos::subview(local.graph.row_map, std::int64_t(1)));
  return end;
}

}  // namespace Impl

template <class Scalar, class Ordinal, class ExecutionSpace>
DistributedBatch<Scalar, Ordinal, ExecutionSpace> as_distributed(
    const Communicator& comm, const ExecutionSpace& space,
    const Batch<Scalar, Ordinal, ExecutionSpace>& local, bool continues) {
  std::int64_t n_pixels = local.numCols();
  SPARSECONV_MPI(MPI_Allreduce, MPI_IN_PLACE, &n_pixels, 1, MPI_INT64_T, MPI_MAX, comm.get());
  const auto batch = agree(comm, [&] {
    const auto images = Impl::with_pixels(space, local, n_pixels);
    if (!continues || Impl::entries_of_first(images) > 0) return images;
    continues = false;
    if (images.numRows() == 0) return images;
    return SparseConv::Impl::slice_images(space, images, 1, images.numRows());
  });
  const Impl::Position images = Impl::scan(comm, batch.numRows() - (continues ? 1 : 0));
  agree(comm, [&] {
    SPARSECONV_THROW_IF(continues && images.first == 0, input,
                        "the first image is to continue one of a rank below, but there is none");
  });
  const Impl::Position entries = Impl::scan(comm, batch.nnz());
  return {batch,    images.first - (continues ? 1 : 0), images.total, entries.first, entries.total,
          continues};
}

}  // namespace SparseConv::mpi

#define SPARSECONV_INSTANTIATE(Scalar, Ordinal, ExecutionSpace)   \
  template mpi::DistributedBatch<Scalar, Ordinal, ExecutionSpace> \
  mpi::as_distributed<Scalar, Ordinal, ExecutionSpace>(           \
      const mpi::Communicator&, const ExecutionSpace&,            \
      const Batch<Scalar, Ordinal, ExecutionSpace>&, bool);

#endif
