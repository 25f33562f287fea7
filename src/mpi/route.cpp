#include <algorithm>
#include <iterator>
#include <mpi/route.hpp>

namespace SparseConv::mpi::Impl {

std::vector<WantedRows> wanted_between(const Boundaries& rows) {
  std::vector<WantedRows> wanted(rows.size() - 1);
  for (std::size_t rank = 0; rank < wanted.size(); ++rank)
    if (rows[rank] < rows[rank + 1]) wanted[rank] = {{rows[rank], rows[rank + 1]}};
  return wanted;
}

Route route_of_rows(int rank, const Boundaries& have, const std::vector<WantedRows>& wanted) {
  Route route;
  const int n_ranks = static_cast<int>(wanted.size());
  for (int other = 0; other < n_ranks; ++other)
    for (const RowRange& rows : intersect(wanted[other], rows_of_rank(have, rank)))
      route.sends.push_back({other, rows.first, rows.last});
  for (const RowRange& range : wanted[rank])
    for (int other = 0; other < n_ranks; ++other)
      if (const RowRange rows = intersect(range, rows_of_rank(have, other)); !rows.empty())
        route.receives.push_back({other, rows.first, rows.last});
  return route;
}

std::vector<Parcel> with_rank(const std::vector<Parcel>& parcels, int rank) {
  std::vector<Parcel> result;
  std::copy_if(parcels.begin(), parcels.end(), std::back_inserter(result),
               [&](const Parcel& parcel) { return parcel.rank == rank; });
  return result;
}

std::vector<Parcel> without_rank(const std::vector<Parcel>& parcels, int rank) {
  std::vector<Parcel> result;
  std::copy_if(parcels.begin(), parcels.end(), std::back_inserter(result),
               [&](const Parcel& parcel) { return parcel.rank != rank; });
  return result;
}

std::vector<Parcel> packed(const std::vector<Parcel>& parcels,
                           const std::vector<std::int64_t>& sizes) {
  std::vector<Parcel> result;
  std::int64_t first = 0;
  for (std::size_t i = 0; i < parcels.size(); first += sizes[i++])
    result.push_back({parcels[i].rank, first, first + sizes[i]});
  return result;
}

}  // namespace SparseConv::mpi::Impl
