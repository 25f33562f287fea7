#ifndef SPARSECONV_MPI_HALO_HPP
#define SPARSECONV_MPI_HALO_HPP

#include <SparseConv/Batch.hpp>
#include <algorithm>
#include <batch/allocate.hpp>
#include <batch/offsets.hpp>
#include <mpi/divided_images.hpp>
#include <mpi/exchange_array.hpp>

namespace SparseConv::mpi::Impl {

/// The first entry of an image whose column is at least `pixel`.
template <class ExecutionSpace, class Matrix>
std::int64_t find_pixel(const ExecutionSpace& space, const Matrix& batch, std::int64_t image,
                        std::int64_t pixel) {
  const auto row_map = batch.graph.row_map;
  const auto entries = batch.graph.entries;
  std::int64_t found = 0;
  Kokkos::parallel_reduce(
      "SparseConv::mpi::find_pixel", Kokkos::RangePolicy<ExecutionSpace>(space, 0, 1),
      KOKKOS_LAMBDA(const std::int64_t, std::int64_t& entry) {
        entry = SparseConv::Impl::lower_bound(entries, row_map(image), row_map(image + 1), pixel);
      },
      found);
  space.fence("SparseConv::mpi::find_pixel");
  return found;
}

/// The entries of the last image that ranks above need.
template <class ExecutionSpace, class Matrix>
std::vector<Parcel> parcels_for(const ExecutionSpace& space, const Matrix& batch,
                                const std::vector<Need>& needs) {
  std::vector<Parcel> parcels;
  for (const Need& need : needs)
    parcels.push_back({need.rank, find_pixel(space, batch, batch.numRows() - 1, need.first_pixel),
                       static_cast<std::int64_t>(batch.nnz())});
  return parcels;
}

/// The route of entries that other ranks need as well; collective.
/// \param sends what goes to ranks above
inline Route route_of_copies(const Communicator& comm, const std::vector<Parcel>& sends) {
  auto counts = agree(comm, [&] {
    std::vector<std::int64_t> lengths(comm.size(), 0);
    for (const Parcel& parcel : sends) lengths[parcel.rank] = parcel.last - parcel.first;
    return lengths;
  });
  counts = exchange_counts(comm, std::move(counts));
  return agree(comm, [&] {
    Route route{sends, {}};
    std::int64_t first = 0;
    for (int rank = 0; rank < comm.size(); first += counts[rank++])
      if (counts[rank] > 0) route.receives.push_back({rank, first, first + counts[rank]});
    return route;
  });
}

/// The images with further entries, for which there is room before those of the first one.
template <class ExecutionSpace, class Matrix>
SparseConv::Impl::BatchParts<Matrix> with_room_before(const ExecutionSpace& space,
                                                      const Matrix& batch, std::int64_t n) {
  const auto parts =
      SparseConv::Impl::allocate_parts<Matrix>(space, batch.numRows(), batch.nnz() + n);
  const auto rest = Kokkos::make_pair(n, n + static_cast<std::int64_t>(batch.nnz()));
  const auto row_map = batch.graph.row_map;
  Kokkos::parallel_for(
      "SparseConv::mpi::row_map",
      Kokkos::RangePolicy<ExecutionSpace>(space, 0, batch.numRows() + 1),
      KOKKOS_LAMBDA(const std::int64_t i) { parts.row_map(i) = i == 0 ? 0 : row_map(i) + n; });
  Kokkos::deep_copy(space, Kokkos::subview(parts.entries, rest), batch.graph.entries);
  Kokkos::deep_copy(space, Kokkos::subview(parts.values, rest), batch.values);
  return parts;
}

/// Adds to the first image of each rank what it needs of those below; collective.
template <class ExecutionSpace, class Matrix>
Matrix add_halo(const Communicator& comm, const ExecutionSpace& space, const Matrix& batch,
                const std::vector<Need>& needs) {
  auto sends = agree(comm, [&] { return parcels_for(space, batch, needs); });
  std::int64_t first = batch.nnz();  // that is sent
  for (const Parcel& parcel : sends) first = std::min(first, parcel.first);
  for (Parcel& parcel : sends) parcel = {parcel.rank, parcel.first - first, parcel.last - first};
  const Route route = route_of_copies(comm, sends);
  const std::int64_t n = route.receives.empty() ? 0 : route.receives.back().last;
  const auto parts = agree(comm, [&] { return with_room_before(space, batch, n); });
  const auto sent = Kokkos::make_pair(first, static_cast<std::int64_t>(batch.nnz()));
  const auto halo = Kokkos::make_pair(std::int64_t(0), n);
  exchange_array(comm, space, route, Kokkos::subview(batch.graph.entries, sent),
                 Kokkos::subview(parts.entries, halo));
  exchange_array(comm, space, route, Kokkos::subview(batch.values, sent),
                 Kokkos::subview(parts.values, halo));
  return parts.matrix(batch.numCols());
}

/// Results without the pixels that other ranks make. Entries and values are shared.
template <class ExecutionSpace, class Matrix>
Matrix crop(const ExecutionSpace& space, const Matrix& results, const Band& band) {
  if (results.numRows() == 0) return results;
  const std::int64_t first = find_pixel(space, results, 0, band.first);
  const std::int64_t last = find_pixel(space, results, results.numRows() - 1, band.last);
  const auto range = Kokkos::make_pair(first, last);
  const auto all = results.graph.row_map;
  const typename Matrix::row_map_type::non_const_type row_map(
      Kokkos::view_alloc(space, Kokkos::WithoutInitializing, "SparseConv::mpi::row_map"),
      all.extent(0));
  Kokkos::parallel_for(
      "SparseConv::mpi::crop",
      Kokkos::RangePolicy<ExecutionSpace>(space, 0, static_cast<std::int64_t>(all.extent(0))),
      KOKKOS_LAMBDA(const std::int64_t i) {
        row_map(i) = Kokkos::clamp(all(i), range.first, range.second) - range.first;
      });
  return Matrix("SparseConv::batch", results.numRows(), results.numCols(), last - first,
                Kokkos::subview(results.values, range), row_map,
                Kokkos::subview(results.graph.entries, range));
}

}  // namespace SparseConv::mpi::Impl

#endif
