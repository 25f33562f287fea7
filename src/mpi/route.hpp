#ifndef SPARSECONV_MPI_ROUTE_HPP
#define SPARSECONV_MPI_ROUTE_HPP

#include <cstdint>
#include <mpi/boundaries.hpp>
#include <vector>

/// \file
/// Which rank sends what to which rank.

namespace SparseConv::mpi::Impl {

/// Items `first` to `last - 1` (rows, or elements of an array), and the rank to which the items go
/// or from which they come.
struct Parcel {
  int rank;
  std::int64_t first;
  std::int64_t last;
};

inline bool operator==(const Parcel& a, const Parcel& b) {
  return a.rank == b.rank && a.first == b.first && a.last == b.last;
}

/// The parcels that a rank sends and receives. The n-th parcel that rank `a` sends to rank `b` is
/// the n-th parcel that `b` receives from `a`. Rows that stay on their rank are a parcel too.
struct Route {
  std::vector<Parcel> sends;
  std::vector<Parcel> receives;
};

/// The rows that a rank wants: ranges in ascending order. Adjacent rows are one range. A rank may
/// want several ranges of a divided image, for instance rows at both ends.
using WantedRows = std::vector<RowRange>;

/// Takes the rows between the boundaries of each rank as the rows that the rank wants.
std::vector<WantedRows> wanted_between(const Boundaries& rows);

/// How rows get from the ranks that have them to the ranks that want them. Several ranks may want
/// the same row.
/// \param have   boundaries of the rows that the ranks have
/// \param wanted of every rank
Route route_of_rows(int rank, const Boundaries& have, const std::vector<WantedRows>& wanted);

/// The parcels to or from a rank, and the parcels to or from other ranks.
std::vector<Parcel> with_rank(const std::vector<Parcel>& parcels, int rank);
std::vector<Parcel> without_rank(const std::vector<Parcel>& parcels, int rank);

/// The number of items in packed parcels.
inline std::int64_t size_of(const std::vector<Parcel>& parcels) {
  return parcels.empty() ? 0 : parcels.back().last;
}

/// Parcels to or from the same ranks, of other items: parcel `i` has `sizes[i]` items, and begins
/// where the parcel before ends.
std::vector<Parcel> packed(const std::vector<Parcel>& parcels,
                           const std::vector<std::int64_t>& sizes);

}  // namespace SparseConv::mpi::Impl

#endif
