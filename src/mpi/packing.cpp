#include <algorithm>
#include <mpi/packing.hpp>
#include <numeric>

namespace SparseConv::mpi::Impl {
namespace {

rows::ImageRange images_of(const Parcel& rows, std::int64_t height) {
  return rows::images_of({rows.first, rows.last}, height);
}

}  // namespace

std::vector<Parcel> parcels_of_counts(const std::vector<Parcel>& rows, std::int64_t height) {
  std::vector<std::int64_t> sizes;
  for (const Parcel& parcel : rows) sizes.push_back(images_of(parcel, height).size());
  return packed(rows, sizes);
}

std::vector<std::int64_t> count_entries(const RowMap& row_map, std::int64_t first_image,
                                        std::int64_t height, const std::vector<Parcel>& rows,
                                        const std::vector<Parcel>& entries) {
  std::vector<std::int64_t> counts;
  for (std::size_t p = 0; p < rows.size(); ++p) {
    const rows::ImageRange images = images_of(rows[p], height);
    for (std::int64_t image = images.first; image < images.last; ++image) {
      const auto i = static_cast<std::size_t>(image - first_image);
      counts.push_back(std::min(row_map[i + 1], entries[p].last) -
                       std::max(row_map[i], entries[p].first));
    }
  }
  return counts;
}

std::vector<Parcel> parcels_of_entries(const std::vector<Parcel>& parcels,
                                       const std::vector<std::int64_t>& counts) {
  std::vector<std::int64_t> sizes;
  for (const Parcel& parcel : parcels)
    sizes.push_back(std::accumulate(counts.begin() + parcel.first, counts.begin() + parcel.last,
                                    std::int64_t(0)));
  return packed(parcels, sizes);
}

RowMap row_map_of(const WantedRows& wanted, std::int64_t height, const std::vector<Parcel>& rows,
                  const std::vector<std::int64_t>& counts) {
  if (wanted.empty()) return {0};
  const rows::ImageRange all = rows::images_of({wanted.front().first, wanted.back().last}, height);
  RowMap row_map(static_cast<std::size_t>(all.size()) + 1, 0);
  auto count = counts.begin();
  for (const Parcel& parcel : rows) {
    const rows::ImageRange images = images_of(parcel, height);
    for (std::int64_t image = images.first; image < images.last; ++image)
      row_map[static_cast<std::size_t>(image - all.first) + 1] += *count++;
  }
  std::partial_sum(row_map.begin(), row_map.end(), row_map.begin());
  return row_map;
}

}  // namespace SparseConv::mpi::Impl
