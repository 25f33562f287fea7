#include <SparseConv/Error.hpp>
#include <SparseConv/mpi/agree.hpp>
#include <algorithm>
#include <limits>
#include <mpi/check.hpp>
#include <mpi/division.hpp>
#include <string>
#include <utility>

namespace SparseConv::mpi::Impl {
namespace {

/// `total * rank / n_ranks`, rounded down, where the product may not fit.
std::int64_t share_begin(std::int64_t total, int rank, int n_ranks) {
  return total / n_ranks * rank + total % n_ranks * rank / n_ranks;
}

/// The images that begin, and the entries, on this rank before each of the cuts.
Division count_before(const std::vector<Cut>& cuts, const RowMap& row_map, bool continues,
                      const std::vector<std::int64_t>& work) {
  Division counts;
  for (const Cut& cut : cuts) {
    const auto i = static_cast<std::size_t>(cut.images);
    std::int64_t inside = 0;
    if (cut.work > 0)
      inside =
          static_cast<std::int64_t>(static_cast<double>(row_map[i + 1] - row_map[i]) *
                                    (static_cast<double>(cut.work) / static_cast<double>(work[i])));
    const std::int64_t images = cut.images + (inside > 0 ? 1 : 0);
    counts.images.push_back(images - (continues && images > 0 ? 1 : 0));
    counts.entries.push_back(row_map[i] + inside);
  }
  return counts;
}

}  // namespace

std::int64_t add_up(const std::vector<std::int64_t>& work) {
  std::int64_t sum = 0;
  for (std::size_t i = 0; i < work.size(); ++i) {
    SPARSECONV_THROW_IF(work[i] < 0, input,
                        "image " + std::to_string(i) + " is given " + std::to_string(work[i]) +
                            " of work: it must be at least 0");
    SPARSECONV_THROW_IF(work[i] > std::numeric_limits<std::int64_t>::max() - sum, input,
                        "the work of images 0 to " + std::to_string(i) +
                            " is above 2^63 - 1: measure it in larger units");
    sum += work[i];
  }
  return sum;
}

Position scan_work(const Communicator& comm, const std::vector<std::int64_t>& work) {
  return scan(comm, agree(comm, [&] { return add_up(work); }));
}

Boundaries sum(const Communicator& comm, Boundaries counts) {
  SPARSECONV_MPI(MPI_Allreduce, MPI_IN_PLACE, counts.data(), static_cast<int>(counts.size()),
                 MPI_INT64_T, MPI_SUM, comm.get());
  return counts;
}

std::vector<Cut> cut(const std::vector<std::int64_t>& work, Position position, int n_ranks,
                     std::int64_t largest) {
  std::vector<Cut> cuts;
  std::size_t image = 0;
  const auto is_whole = [&] { return work[image] <= largest; };
  for (int rank = 0; rank < n_ranks; ++rank) {
    const std::int64_t begin = share_begin(position.total, rank, n_ranks);
    while (image < work.size() &&
           position.first + (is_whole() ? work[image] / 2 : work[image]) < begin)
      position.first += work[image++];
    const bool inside = image < work.size() && !is_whole() && position.first < begin;
    cuts.push_back({static_cast<std::int64_t>(image), inside ? begin - position.first : 0});
  }
  cuts.push_back({static_cast<std::int64_t>(work.size()), 0});
  return cuts;
}

std::int64_t share_of(std::int64_t total, int n_ranks) {
  return total / n_ranks + (total % n_ranks != 0 ? 1 : 0);
}

Division divide_by_work(const Communicator& comm, const RowMap& row_map, bool continues,
                        const std::vector<std::int64_t>& work, std::int64_t largest) {
  const Position position = scan_work(comm, work);
  const Division counts = agree(comm, [&] {
    return count_before(cut(work, position, comm.size(), largest), row_map, continues, work);
  });
  return {sum(comm, counts.images), sum(comm, counts.entries)};
}

Division divide_by_images(const Communicator& comm, const RowMap& row_map, std::int64_t first_image,
                          const Boundaries& boundaries) {
  const auto last = static_cast<std::int64_t>(row_map.size()) - 1;
  Boundaries before = agree(comm, [&] { return boundaries; });
  for (std::int64_t& image : before)
    image =
        row_map[static_cast<std::size_t>(std::clamp<std::int64_t>(image - first_image, 0, last))];
  return {boundaries, sum(comm, std::move(before))};
}

RowMap begins_of_images(const RowMap& row_map, int begun_below, std::int64_t first_entry) {
  RowMap begins(row_map.begin() + begun_below, row_map.end() - 1);
  for (std::int64_t& begin : begins) begin += first_entry;
  return begins;
}

RowMap row_map_of(const Division& division, int rank, const RowMap& begins) {
  const auto r = static_cast<std::size_t>(rank);
  const std::int64_t first = division.entries[r], last = division.entries[r + 1];
  RowMap row_map;
  if (first < (begins.empty() ? last : begins.front())) row_map.push_back(0);
  for (const std::int64_t begin : begins) row_map.push_back(begin - first);
  row_map.push_back(last - first);
  return row_map;
}

}  // namespace SparseConv::mpi::Impl
