#include <algorithm>
#include <mpi/route.hpp>

namespace SparseConv::mpi::Impl {
namespace {

/// The range that a rank has in one division, cut by the ranges of the other; counted from its own
/// beginning.
std::vector<Parcel> cut(int rank, const Boundaries& ranges, const Boundaries& others) {
  std::vector<Parcel> parcels;
  const std::int64_t begin = ranges[rank];
  for (int other = 0; other + 1 < static_cast<int>(others.size()); ++other) {
    const std::int64_t first = std::max(begin, others[other]);
    const std::int64_t last = std::min(ranges[rank + 1], others[other + 1]);
    if (first < last) parcels.push_back({other, first - begin, last - begin});
  }
  return parcels;
}

void to_entries(std::vector<Parcel>& parcels, const RowMap& row_map) {
  for (Parcel& parcel : parcels)
    parcel = {parcel.rank, row_map[parcel.first], row_map[parcel.last]};
}

}  // namespace

Route route_of_images(int rank, const Boundaries& from, const Boundaries& to) {
  return {cut(rank, from, to), cut(rank, to, from)};
}

Route route_of_entries(Route images, const RowMap& sent, const RowMap& received) {
  to_entries(images.sends, sent);
  to_entries(images.receives, received);
  return images;
}

}  // namespace SparseConv::mpi::Impl
