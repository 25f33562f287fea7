#ifndef SPARSECONV_MPI_ROUTE_HPP
#define SPARSECONV_MPI_ROUTE_HPP

#include <cstdint>
#include <mpi/boundaries.hpp>
#include <vector>

/// \file
/// Which rank sends what to which rank.

namespace SparseConv::mpi::Impl {

/// Items `first` to `last - 1` (rows, or elements of an array), and the rank that they go to or
/// come from.
struct Parcel {
  int rank;
  std::int64_t first;
  std::int64_t last;

  std::int64_t size() const { return last - first; }
};

inline bool operator==(const Parcel& a, const Parcel& b) {
  return a.rank == b.rank && a.first == b.first && a.last == b.last;
}

/// The parcels that a rank sends and receives. The n-th parcel that one rank sends to another is
/// the n-th that the other receives from it. What stays on its rank is a parcel too.
struct Route {
  std::vector<Parcel> sends;
  std::vector<Parcel> receives;
};

/// The rows that a rank wants: ranges in ascending order. One range does where they are adjacent;
/// of a divided image a rank may want several, for instance rows at both ends.
using WantedRows = std::vector<RowRange>;

/// For every rank the rows between its boundaries, as the rows that it wants.
std::vector<WantedRows> wanted_between(const Boundaries& rows);

/// How rows get from the ranks that have them to the ranks that want them. Several ranks may want
/// the same row. \param have   boundaries of the rows that the ranks have \param wanted of every
/// rank
Route route_of_rows(int rank, const Boundaries& have, const std::vector<WantedRows>& wanted);

/// The parcels to or from a rank, and the parcels to or from other ranks.
std::vector<Parcel> with_rank(const std::vector<Parcel>& parcels, int rank);
std::vector<Parcel> without_rank(const std::vector<Parcel>& parcels, int rank);

/// The number of items in parcels that are one after the other.
inline std::int64_t size_of(const std::vector<Parcel>& parcels) {
  return parcels.empty() ? 0 : parcels.back().last;
}

/// Parcels of other items than rows: of so many items each, which are one after the other.
std::vector<Parcel> packed(const std::vector<Parcel>& parcels,
                           const std::vector<std::int64_t>& sizes);

}  // namespace SparseConv::mpi::Impl

#endif
