#ifndef SPARSECONV_MPI_PACKING_HPP
#define SPARSECONV_MPI_PACKING_HPP

#include <batch/host_array.hpp>
#include <mpi/route.hpp>

/// \file
/// What travels with parcels of rows: for each image of each parcel the number of entries that the
/// image has in the parcel's rows. The receiver makes the row map of it.
///
///     parcel of rows 5 to 13,        counts: image 1 (rows 5 to 7) | image 2 | image 3 (rows 12,
///     13) images of 4 rows

namespace SparseConv::mpi::Impl {

using SparseConv::Impl::RowMap;

/// Parcels of the counts that belong to parcels of rows.
std::vector<Parcel> parcels_of_counts(const std::vector<Parcel>& rows, std::int64_t height);

/// The counts that are sent.
/// \param row_map     of the images of this rank
/// \param first_image number of the first of them
/// \param rows        parcels of rows
/// \param entries     the same parcels as parcels of entries
std::vector<std::int64_t> count_entries(const RowMap& row_map, std::int64_t first_image,
                                        std::int64_t height, const std::vector<Parcel>& rows,
                                        const std::vector<Parcel>& entries);

/// The parcels of entries that belong to counts which were received.
/// \param parcels of the counts
std::vector<Parcel> parcels_of_entries(const std::vector<Parcel>& parcels,
                                       const std::vector<std::int64_t>& counts);

/// The row map of the images whose rows a rank wants, from the counts which it received.
/// \param rows parcels of rows that it receives
RowMap row_map_of(const WantedRows& wanted, std::int64_t height, const std::vector<Parcel>& rows,
                  const std::vector<std::int64_t>& counts);

}  // namespace SparseConv::mpi::Impl

#endif
