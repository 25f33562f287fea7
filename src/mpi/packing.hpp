#ifndef SPARSECONV_MPI_PACKING_HPP
#define SPARSECONV_MPI_PACKING_HPP

#include <cstdint>
#include <mpi/route.hpp>
#include <vector>

/// \file
/// Counts travel with parcels of rows. For each image, a parcel has the number of the image's
/// entries in the rows of the parcel. The receiver makes the row map from the counts.
///
///     images of 4 rows            image 1   |    image 2     |    image 3
///     their rows              4   5   6   7 |  8   9  10  11 | 12  13  14  15
///     parcel of rows 5 to 13      5   6   7 |  8   9  10  11 | 12  13
///     its counts of entries          a      |       b        |    c

namespace SparseConv::mpi::Impl {

/// A row map on the host.
using RowMap = std::vector<std::int64_t>;

/// The parcels of counts that travel with parcels of rows.
std::vector<Parcel> parcels_of_counts(const std::vector<Parcel>& rows, std::int64_t height);

/// The counts that this rank sends.
/// \param row_map     the row map of this rank's images
/// \param first_image the number of this rank's first image among the images of all ranks
/// \param rows        parcels of rows
/// \param entries     the same parcels as parcels of entries
std::vector<std::int64_t> count_entries(const RowMap& row_map, std::int64_t first_image,
                                        std::int64_t height, const std::vector<Parcel>& rows,
                                        const std::vector<Parcel>& entries);

/// The parcels of entries that travel with parcels of counts.
/// \param parcels parcels of counts
/// \param counts  the counts that this rank received
std::vector<Parcel> parcels_of_entries(const std::vector<Parcel>& parcels,
                                       const std::vector<std::int64_t>& counts);

/// The row map of the images of which a rank wants rows.
/// \param rows   the parcels of rows that the rank receives
/// \param counts the counts that the rank received
RowMap row_map_of(const WantedRows& wanted, std::int64_t height, const std::vector<Parcel>& rows,
                  const std::vector<std::int64_t>& counts);

}  // namespace SparseConv::mpi::Impl

#endif
