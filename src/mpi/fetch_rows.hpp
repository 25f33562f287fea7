#ifndef SPARSECONV_MPI_FETCH_ROWS_HPP
#define SPARSECONV_MPI_FETCH_ROWS_HPP

#include <SparseConv/mpi/agree.hpp>
#include <batch/allocate.hpp>
#include <limits>
#include <mpi/batch_rows.hpp>
#include <mpi/entries_before.hpp>
#include <mpi/exchange_array.hpp>
#include <mpi/packing.hpp>

namespace SparseConv::mpi::Impl {

/// The entries of this rank that parcels of rows have, as parcels of entries.
template <class ExecutionSpace, class Scalar, class Ordinal>
std::vector<Parcel> entries_of(const ExecutionSpace& space,
                               const DistributedBatch<Scalar, Ordinal, ExecutionSpace>& batch,
                               std::vector<Parcel> parcels) {
  std::vector<std::int64_t> ends;
  for (const Parcel& parcel : parcels) ends.insert(ends.end(), {parcel.first, parcel.last});
  ends = entries_before(space, batch.local, batch.image_shape, rows_of(batch), std::move(ends));
  auto end = ends.begin();
  for (Parcel& parcel : parcels) {
    parcel.first = *end++;
    parcel.last = *end++;
  }
  return parcels;
}

/// Room for the images that a row map describes.
template <class Matrix, class ExecutionSpace>
SparseConv::Impl::BatchParts<Matrix> make_room(const ExecutionSpace& space, RowMap row_map) {
  const auto n = static_cast<std::int64_t>(row_map.size()) - 1;
  const auto parts = SparseConv::Impl::allocate_parts<Matrix>(space, n, row_map.back());
  copy_to(space, parts.row_map, row_map);
  return parts;
}

/// How the rows that ranks want get there.
struct Delivery {
  Route rows;
  Route counts;  ///< of the entries of each image
  Route entries;
};

/// Brings every rank the rows that it wants, from the ranks that have them; collective. The first
/// and the last of the images that a rank gets may lack rows then.
///
/// This is how images move to another rank, and how a rank gets a halo, the rows around its own.
/// A parcel may begin and end inside an image only where the rows of a rank do, or if the columns
/// of that image are sorted.
/// \param have   boundaries of the rows that the ranks have
/// \param wanted by every rank
/// \return the rows that this rank wants; its own batch if it wants that
template <class Scalar, class Ordinal, class ExecutionSpace>
Batch<Scalar, Ordinal, ExecutionSpace> fetch_rows(
    const Communicator& comm, const ExecutionSpace& space,
    const DistributedBatch<Scalar, Ordinal, ExecutionSpace>& batch, const Boundaries& have,
    const std::vector<WantedRows>& wanted) {
  using Matrix = Batch<Scalar, Ordinal, ExecutionSpace>;
  const auto own = agree(comm, [&] { return wanted_between(have); });
  if (wanted == own) return batch.local;

  const int me = comm.rank();
  const bool stays = wanted[me] == own[me];
  const std::int64_t height = batch.image_shape.height;
  Delivery delivery;
  auto counts = agree(comm, [&] {
    delivery.rows = route_of_rows(me, have, wanted);
    if (stays) delivery.rows = {without_rank(delivery.rows.sends, me), {}};
    delivery.counts = {parcels_of_counts(delivery.rows.sends, height),
                       parcels_of_counts(delivery.rows.receives, height)};
    delivery.entries.sends = entries_of(space, batch, delivery.rows.sends);
    return count_entries(to_vector(space, batch.local.graph.row_map), batch.first_image(), height,
                         delivery.rows.sends, delivery.entries.sends);
  });
  counts = exchange_numbers(comm, delivery.counts, std::move(counts));
  const auto room = agree(comm, [&] {
    delivery.entries.receives = parcels_of_entries(delivery.counts.receives, counts);
    return make_room<Matrix>(space, row_map_of(stays ? WantedRows() : wanted[me], height,
                                               delivery.rows.receives, counts));
  });
  exchange_array(comm, space, delivery.entries, batch.local.graph.entries, room.entries);
  exchange_array(comm, space, delivery.entries, batch.local.values, room.values);
  return stays ? batch.local : room.matrix(static_cast<Ordinal>(batch.image_shape.size()));
}

/// Moves rows to where boundaries have them; collective.
/// \param to boundaries of rows
template <class Scalar, class Ordinal, class ExecutionSpace>
DistributedBatch<Scalar, Ordinal, ExecutionSpace> move_rows(
    const Communicator& comm, const ExecutionSpace& space,
    const DistributedBatch<Scalar, Ordinal, ExecutionSpace>& batch, const Boundaries& to) {
  agree(comm, [&] {
    check_image_counts(to, batch.image_shape.height, std::numeric_limits<Ordinal>::max() - 1);
  });
  const Boundaries have = gather_boundaries(comm, batch.first_row, to.back());
  const auto wanted = agree(comm, [&] { return wanted_between(to); });
  const auto local = fetch_rows(comm, space, batch, have, wanted);
  return with_rows(comm, space, local, batch.image_shape, rows_of_rank(to, comm.rank()),
                   batch.n_images);
}

}  // namespace SparseConv::mpi::Impl

#endif
