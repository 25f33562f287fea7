#include <algorithm>
#include <mpi/route.hpp>

namespace SparseConv::mpi::Impl {
namespace {

/// The range that a rank has in one division, cut by the ranges of the other; counted from its own
/// beginning.
std::vector<Parcel> parcels_of(int rank, const Boundaries& ranges, const Boundaries& others) {
  std::vector<Parcel> parcels;
  const std::int64_t begin = ranges[rank];
  for (int other = 0; other + 1 < static_cast<int>(others.size()); ++other) {
    const std::int64_t first = std::max(begin, others[other]);
    const std::int64_t last = std::min(ranges[rank + 1], others[other + 1]);
    if (first < last) parcels.push_back({other, first - begin, last - begin});
  }
  return parcels;
}

}  // namespace

Route make_route(int rank, const Boundaries& from, const Boundaries& to) {
  return {parcels_of(rank, from, to), parcels_of(rank, to, from)};
}

}  // namespace SparseConv::mpi::Impl
