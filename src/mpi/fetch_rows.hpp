#ifndef SPARSECONV_MPI_FETCH_ROWS_HPP
#define SPARSECONV_MPI_FETCH_ROWS_HPP

#include <SparseConv/mpi/agree.hpp>
#include <batch/allocate.hpp>
#include <batch/copy.hpp>
#include <batch/entries_before.hpp>
#include <limits>
#include <mpi/Transfer.hpp>
#include <mpi/batch_rows.hpp>
#include <mpi/packing.hpp>
#include <tuple>

namespace SparseConv::mpi::Impl {

using SparseConv::Impl::copy_from_host;
using SparseConv::Impl::copy_to_host;
using SparseConv::Impl::entries_before;
using SparseConv::Impl::view_of;

/// Converts parcels of rows of this rank to parcels of the entries in these rows.
template <class ExecutionSpace, class Scalar, class Ordinal>
std::vector<Parcel> entries_of(const ExecutionSpace& space,
                               const DistributedBatch<Scalar, Ordinal, ExecutionSpace>& batch,
                               std::vector<Parcel> parcels) {
  std::vector<std::int64_t> ends;
  for (const Parcel& parcel : parcels) ends.insert(ends.end(), {parcel.first, parcel.last});
  ends = entries_before(space, batch.local, batch.image_shape, own_rows(batch), ends);
  auto end = ends.begin();
  for (Parcel& parcel : parcels) {
    parcel.first = *end++;
    parcel.last = *end++;
  }
  return parcels;
}

/// Room for the images that a row map describes.
template <class Matrix, class ExecutionSpace>
SparseConv::Impl::BatchArrays<Matrix> make_room(const ExecutionSpace& space,
                                                const RowMap& row_map) {
  const auto n = static_cast<std::int64_t>(row_map.size()) - 1;
  const auto parts = SparseConv::Impl::allocate_arrays<Matrix>(space, n, row_map.back());
  copy_from_host(space, parts.row_map, row_map);
  return parts;
}

/// How each rank gets the rows that it wants.
struct Delivery {
  bool needless = false;  ///< every rank wants the rows that it has
  bool stays = false;     ///< this rank wants the rows that it has
  Route rows;
  Route counts;  ///< how many entries each image has in each parcel
  Route entries;
  std::vector<std::int64_t> sent_counts;
  std::vector<std::int64_t> received_counts;
};

template <class ExecutionSpace, class Scalar, class Ordinal>
Delivery plan_delivery(const ExecutionSpace& space, int rank,
                       const DistributedBatch<Scalar, Ordinal, ExecutionSpace>& batch,
                       const Boundaries& have, const std::vector<WantedRows>& wanted) {
  const auto own = wanted_between(have);
  Delivery delivery;
  delivery.needless = wanted == own;
  delivery.stays = wanted[rank] == own[rank];
  if (delivery.needless) return delivery;
  delivery.rows = route_of_rows(rank, have, wanted);
  if (delivery.stays) delivery.rows = {without_rank(delivery.rows.sends, rank), {}};
  const std::int64_t height = batch.image_shape.height;
  delivery.counts = {parcels_of_counts(delivery.rows.sends, height),
                     parcels_of_counts(delivery.rows.receives, height)};
  delivery.entries.sends = entries_of(space, batch, delivery.rows.sends);
  delivery.sent_counts =
      count_entries(copy_to_host(space, batch.local.graph.row_map), batch.first_image(), height,
                    delivery.rows.sends, delivery.entries.sends);
  delivery.received_counts.resize(size_of(delivery.counts.receives));
  return delivery;
}

/// Exchanges the counts of entries; collective. A rank then knows how many entries it receives.
inline void exchange_counts(const Communicator& comm, Delivery& delivery) {
  const Kokkos::DefaultHostExecutionSpace host;
  auto exchange = agree(comm, [&] {
    const Transfer counts(host, comm.rank(), delivery.counts, view_of(delivery.sent_counts),
                          view_of(delivery.received_counts));
    host.fence("SparseConv::mpi::exchange_counts");
    return exchange_of(comm, counts);
  });
  exchange.run();
}

/// Brings every rank the rows that it wants, from the ranks that have them; collective. The first
/// and the last image that a rank gets may lack rows.
///
/// So images move to another rank, and a rank gets its halo, the rows of others that its results
/// need. A parcel may begin or end inside an image only where the rows of a rank begin or end, or
/// if the columns of the image are sorted.
/// \param have   boundaries of the rows that the ranks have
/// \param wanted the rows that each rank wants
/// \return the rows that this rank wants, which may be its own batch
template <class Scalar, class Ordinal, class ExecutionSpace>
Batch<Scalar, Ordinal, ExecutionSpace> fetch_rows(
    const Communicator& comm, const ExecutionSpace& space,
    const DistributedBatch<Scalar, Ordinal, ExecutionSpace>& batch, const Boundaries& have,
    const std::vector<WantedRows>& wanted) {
  const int rank = comm.rank();
  const auto& local = batch.local;
  Delivery delivery = agree(comm, [&] { return plan_delivery(space, rank, batch, have, wanted); });
  if (delivery.needless) return local;
  exchange_counts(comm, delivery);
  auto [room, columns, values, exchange] = agree(comm, [&] {
    delivery.entries.receives =
        parcels_of_entries(delivery.counts.receives, delivery.received_counts);
    const auto parts = make_room<Batch<Scalar, Ordinal, ExecutionSpace>>(
        space, row_map_of(delivery.stays ? WantedRows() : wanted[rank], batch.image_shape.height,
                          delivery.rows.receives, delivery.received_counts));
    Transfer of_columns(space, rank, delivery.entries, local.graph.entries, parts.entries);
    Transfer of_values(space, rank, delivery.entries, local.values, parts.values);
    space.fence("SparseConv::mpi::fetch_rows");
    return std::tuple(parts, of_columns, of_values, exchange_of(comm, of_columns, of_values));
  });
  exchange.run();
  agree(comm, [&, &columns = columns, &values = values] {
    columns.finish(space);
    values.finish(space);
    space.fence("SparseConv::mpi::fetch_rows");
  });
  return delivery.stays ? local : room.matrix(static_cast<Ordinal>(batch.image_shape.size()));
}

/// Moves rows, so that each rank has the rows between its new boundaries; collective.
/// \param to the new boundaries of rows
template <class Scalar, class Ordinal, class ExecutionSpace>
DistributedBatch<Scalar, Ordinal, ExecutionSpace> move_rows(
    const Communicator& comm, const ExecutionSpace& space,
    const DistributedBatch<Scalar, Ordinal, ExecutionSpace>& batch, const Boundaries& to) {
  const auto wanted = agree(comm, [&] {
    check_image_counts(to, batch.image_shape.height, std::numeric_limits<Ordinal>::max() - 1);
    return wanted_between(to);
  });
  const Boundaries have = gather_boundaries(comm, batch.first_row, to.back());
  const auto fetched = fetch_rows(comm, space, batch, have, wanted);
  const auto local = agree(comm, [&] {
    return SparseConv::Impl::with_memory(fetched.numRows(), fetched.nnz(), [&] {
      const auto owned = SparseConv::Impl::owned(space, fetched);
      space.fence("SparseConv::mpi::move_rows");  // the caller may free its arrays now
      return owned;
    });
  });
  return with_rows(comm, space, local, batch.image_shape, rows_of_rank(to, comm.rank()),
                   batch.n_images);
}

}  // namespace SparseConv::mpi::Impl

#endif
