#ifndef SPARSECONV_MPI_REDISTRIBUTE_IMPL_HPP
#define SPARSECONV_MPI_REDISTRIBUTE_IMPL_HPP

#include <SparseConv/Error.hpp>
#include <SparseConv/mpi/agree.hpp>
#include <SparseConv/mpi/redistribute.hpp>
#include <algorithm>
#include <batch/allocate.hpp>
#include <limits>
#include <mpi/boundaries.hpp>
#include <mpi/division.hpp>
#include <mpi/exchange_array.hpp>

namespace SparseConv::mpi {
namespace Impl {

/// \throws Error (input) for a batch that is not valid
template <class Scalar, class Ordinal, class ExecutionSpace>
BatchOrder check_batch(const ExecutionSpace& space,
                       const Batch<Scalar, Ordinal, ExecutionSpace>& batch) {
  return validate(space, batch, {1, batch.numCols()});
}

template <class Matrix>
RowMap host_row_map(const Matrix& batch) {
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

/// Moves images, and parts of them, to where a division has them.
/// \param row_map that of the images of this rank
template <class Scalar, class Ordinal, class ExecutionSpace>
auto move_images(const Communicator& comm, const ExecutionSpace& space,
                 const DistributedBatch<Scalar, Ordinal, ExecutionSpace>& batch,
                 const RowMap& row_map, const Division& to) {
  using Matrix = Batch<Scalar, Ordinal, ExecutionSpace>;
  check_boundaries(to.images, comm.size(), batch.n_images, std::numeric_limits<Ordinal>::max() - 1);
  const int begun_below = batch.continues ? 1 : 0;
  const Division from{gather_boundaries(comm, batch.first_image + begun_below, batch.n_images),
                      gather_boundaries(comm, batch.first_entry, batch.n_entries)};
  const RowMap begins = exchange_numbers(
      comm, agree(comm, [&] { return make_route(comm.rank(), from.images, to.images); }),
      agree(comm, [&] { return begins_of_images(row_map, begun_below, batch.first_entry); }));
  const Route entries =
      agree(comm, [&] { return make_route(comm.rank(), from.entries, to.entries); });
  const RowMap received = agree(comm, [&] { return row_map_of(to, comm.rank(), begins); });
  const auto parts = agree(comm, [&] { return make_room<Matrix>(space, received); });
  exchange_array(comm, space, entries, batch.local.graph.entries, parts.entries);
  exchange_array(comm, space, entries, batch.local.values, parts.values);
  return as_distributed(comm, space, parts.matrix(batch.local.numCols()),
                        received.size() > begins.size() + 1);
}

/// The same batch, the columns of its images sorted where one of them is more work than `largest`.
/// \param works of the images of this rank
template <class Scalar, class Ordinal, class ExecutionSpace>
auto sort_large_images(const Communicator& comm, const ExecutionSpace& space,
                       const DistributedBatch<Scalar, Ordinal, ExecutionSpace>& batch,
                       const BatchOrder& order, const std::vector<std::int64_t>& works,
                       std::int64_t largest) {
  const auto is_large = [&](std::int64_t w) { return w > largest; };
  const auto local = agree(comm, [&] {
    const bool divided = std::any_of(works.begin(), works.end(), is_large);
    return divided && !order.sorted ? sort_and_merge(space, batch.local) : batch.local;
  });
  return as_distributed(comm, space, local, batch.continues);
}

}  // namespace Impl

template <class Scalar, class Ordinal, class ExecutionSpace>
DistributedBatch<Scalar, Ordinal, ExecutionSpace> redistribute(
    const Communicator& comm, const ExecutionSpace& space,
    const DistributedBatch<Scalar, Ordinal, ExecutionSpace>& batch, const Boundaries& boundaries) {
  agree(comm, [&] { Impl::check_batch(space, batch.local); });
  const auto row_map = agree(comm, [&] { return Impl::host_row_map(batch.local); });
  const auto to = Impl::divide_by_images(comm, row_map, batch.first_image, boundaries);
  return Impl::move_images(comm, space, batch, row_map, to);
}

template <class Scalar, class Ordinal, class ExecutionSpace>
DistributedBatch<Scalar, Ordinal, ExecutionSpace> rebalance(
    const Communicator& comm, const ExecutionSpace& space,
    const DistributedBatch<Scalar, Ordinal, ExecutionSpace>& batch, const ImageWork& work) {
  const auto works_of = [&](const auto& images) {
    return agree(comm, [&] { return Impl::work_of_images(Impl::host_row_map(images), work); });
  };
  const BatchOrder order = agree(comm, [&] { return Impl::check_batch(space, batch.local); });
  const auto works = works_of(batch.local);
  // Sorting may leave less work, but what is divided is what was sorted for it.
  const std::int64_t largest = Impl::share_of(Impl::scan_work(comm, works).total, comm.size());
  const auto sorted = Impl::sort_large_images(comm, space, batch, order, works, largest);
  const auto row_map = agree(comm, [&] { return Impl::host_row_map(sorted.local); });
  const auto to =
      Impl::divide_by_work(comm, row_map, sorted.continues, works_of(sorted.local), largest);
  return Impl::move_images(comm, space, sorted, row_map, to);
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
