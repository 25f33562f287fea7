#ifndef SPARSECONV_MPI_REDISTRIBUTE_IMPL_HPP
#define SPARSECONV_MPI_REDISTRIBUTE_IMPL_HPP

#include <SparseConv/Error.hpp>
#include <SparseConv/mpi/agree.hpp>
#include <SparseConv/mpi/redistribute.hpp>
#include <batch/allocate.hpp>
#include <limits>
#include <mpi/boundaries.hpp>
#include <mpi/exchange.hpp>

namespace SparseConv::mpi {
namespace Impl {

/// The row map of a batch, which is found valid first.
template <class Scalar, class Ordinal, class ExecutionSpace>
RowMap checked_row_map(const ExecutionSpace& space,
                       const Batch<Scalar, Ordinal, ExecutionSpace>& batch) {
  validate(space, batch, {1, batch.numCols()});
  const auto host = Kokkos::create_mirror_view_and_copy(Kokkos::HostSpace(), batch.graph.row_map);
  if (host.extent(0) == 0) return {0};
  return {host.data(), host.data() + host.extent(0)};
}

/// The work that each image of a row map is.
inline std::vector<std::int64_t> work_of_images(const RowMap& row_map, const ImageWork& work) {
  std::vector<std::int64_t> result;
  for (std::size_t i = 1; i < row_map.size(); ++i)
    result.push_back(work(row_map[i] - row_map[i - 1]));
  return result;
}

/// Room for the images that the row map describes.
template <class Matrix, class ExecutionSpace>
SparseConv::Impl::BatchParts<Matrix> make_room(const ExecutionSpace& space, const RowMap& row_map) {
  const auto n = static_cast<std::int64_t>(row_map.size()) - 1;
  const auto parts = SparseConv::Impl::allocate_parts<Matrix>(space, n, row_map.back());
  Kokkos::deep_copy(
      space, parts.row_map,
      Kokkos::View<const std::int64_t*, Kokkos::HostSpace, Kokkos::MemoryTraits<Kokkos::Unmanaged>>(
          row_map.data(), row_map.size()));
  space.fence("SparseConv::mpi::row_map");
  return parts;
}

/// Moves one array of a batch, by way of the host.
template <class ExecutionSpace, class Source, class Target>
void exchange_array(const Communicator& comm, const ExecutionSpace& space, const Route& entries,
                    const Source& source, const Target& target) {
  const auto sent =
      agree(comm, [&] { return Kokkos::create_mirror_view_and_copy(Kokkos::HostSpace(), source); });
  const auto received =
      agree(comm, [&] { return Kokkos::create_mirror_view(Kokkos::WithoutInitializing, target); });
  exchange(comm, entries, sent.data(), received.data());
  agree(comm, [&] {
    Kokkos::deep_copy(space, target, received);
    space.fence("SparseConv::mpi::exchange");
  });
}

/// Moves images to other boundaries.
/// \param row_map that of the images of this rank
template <class Scalar, class Ordinal, class ExecutionSpace>
auto move_images(const Communicator& comm, const ExecutionSpace& space,
                 const DistributedBatch<Scalar, Ordinal, ExecutionSpace>& batch,
                 const RowMap& row_map, const Boundaries& boundaries) {
  using Matrix = Batch<Scalar, Ordinal, ExecutionSpace>;
  check_boundaries(boundaries, comm.size(), batch.n_images, std::numeric_limits<Ordinal>::max());
  const Boundaries present = gather_boundaries(comm, batch.first_image, batch.n_images);
  const Route images =
      agree(comm, [&] { return route_of_images(comm.rank(), present, boundaries); });
  const RowMap received = exchange_row_map(comm, images, row_map);
  const Route entries = agree(comm, [&] { return route_of_entries(images, row_map, received); });
  const auto parts = agree(comm, [&] { return make_room<Matrix>(space, received); });
  exchange_array(comm, space, entries, batch.local.graph.entries, parts.entries);
  exchange_array(comm, space, entries, batch.local.values, parts.values);
  return as_distributed(comm, space, parts.matrix(batch.local.numCols()));
}

}  // namespace Impl

template <class Scalar, class Ordinal, class ExecutionSpace>
DistributedBatch<Scalar, Ordinal, ExecutionSpace> redistribute(
    const Communicator& comm, const ExecutionSpace& space,
    const DistributedBatch<Scalar, Ordinal, ExecutionSpace>& batch, const Boundaries& boundaries) {
  const auto row_map = agree(comm, [&] { return Impl::checked_row_map(space, batch.local); });
  return Impl::move_images(comm, space, batch, row_map, boundaries);
}

template <class Scalar, class Ordinal, class ExecutionSpace>
DistributedBatch<Scalar, Ordinal, ExecutionSpace> rebalance(
    const Communicator& comm, const ExecutionSpace& space,
    const DistributedBatch<Scalar, Ordinal, ExecutionSpace>& batch, const ImageWork& work) {
  const auto row_map = agree(comm, [&] { return Impl::checked_row_map(space, batch.local); });
  const auto work_here = agree(comm, [&] { return Impl::work_of_images(row_map, work); });
  return Impl::move_images(comm, space, batch, row_map, partition(comm, work_here));
}

template <class Scalar, class Ordinal, class ExecutionSpace>
DistributedBatch<Scalar, Ordinal, ExecutionSpace> scatter(
    const Communicator& comm, const ExecutionSpace& space,
    const Batch<Scalar, Ordinal, ExecutionSpace>& batch, int root, const ImageWork& work) {
  Impl::check_root(root, comm.size());
  const auto local = comm.rank() == root ? batch : Batch<Scalar, Ordinal, ExecutionSpace>();
  return rebalance(comm, space, as_distributed(comm, space, local), work);
}

template <class Scalar, class Ordinal, class ExecutionSpace>
Batch<Scalar, Ordinal, ExecutionSpace> gather(
    const Communicator& comm, const ExecutionSpace& space,
    const DistributedBatch<Scalar, Ordinal, ExecutionSpace>& batch, int root) {
  Impl::check_root(root, comm.size());
  const auto boundaries =
      agree(comm, [&] { return Impl::all_on(root, comm.size(), batch.n_images); });
  return redistribute(comm, space, batch, boundaries).local;
}

}  // namespace SparseConv::mpi

#define SPARSECONV_INSTANTIATE(Scalar, Ordinal, ExecutionSpace)                                  \
  template mpi::DistributedBatch<Scalar, Ordinal, ExecutionSpace>                                \
  mpi::redistribute<Scalar, Ordinal, ExecutionSpace>(                                            \
      const mpi::Communicator&, const ExecutionSpace&,                                           \
      const mpi::DistributedBatch<Scalar, Ordinal, ExecutionSpace>&, const mpi::Boundaries&);    \
  template mpi::DistributedBatch<Scalar, Ordinal, ExecutionSpace>                                \
  mpi::rebalance<Scalar, Ordinal, ExecutionSpace>(                                               \
      const mpi::Communicator&, const ExecutionSpace&,                                           \
      const mpi::DistributedBatch<Scalar, Ordinal, ExecutionSpace>&, const mpi::ImageWork&);     \
  template mpi::DistributedBatch<Scalar, Ordinal, ExecutionSpace>                                \
  mpi::scatter<Scalar, Ordinal, ExecutionSpace>(const mpi::Communicator&, const ExecutionSpace&, \
                                                const Batch<Scalar, Ordinal, ExecutionSpace>&,   \
                                                int, const mpi::ImageWork&);                     \
  template Batch<Scalar, Ordinal, ExecutionSpace> mpi::gather<Scalar, Ordinal, ExecutionSpace>(  \
      const mpi::Communicator&, const ExecutionSpace&,                                           \
      const mpi::DistributedBatch<Scalar, Ordinal, ExecutionSpace>&, int);

#endif
