#ifndef SPARSECONV_BATCH_BITONIC_SORT_HPP
#define SPARSECONV_BATCH_BITONIC_SORT_HPP

#include <batch/allocate.hpp>
#include <batch/longest_image.hpp>
#include <batch/offsets.hpp>
#include <batch/teams.hpp>
#include <cstdint>

namespace SparseConv::Impl {

/// Images while they are sorted by a bitonic network, in which the comparisons of a step are
/// independent of one another. Steps come in blocks of 2, 4, 8 ... entries: the first step of a
/// block compares entries that lie opposite to each other in it, the next steps entries a quarter
/// of the block apart, an eighth, and so on. Both are the entries `k` and `k ^ mask` of an image.
///
/// The network alone does not keep the order of equal columns: the key is the column and, after it,
/// the number of the entry in the unsorted image.
template <class RowMap, class Entries, class Numbers>
struct BitonicNetwork {
  using Ordinal = typename Entries::non_const_value_type;

  RowMap row_map;
  Entries entries;
  Numbers numbers;

  /// The mask of the step after this one, 0 where that is the last step of the block.
  static KOKKOS_INLINE_FUNCTION std::int64_t next_mask(std::int64_t block, std::int64_t mask) {
    return mask == block - 1 ? block / 4 : mask / 2;
  }

  /// Compares entry `k` of an image, which begins at `first`, unless its partner does so.
  KOKKOS_INLINE_FUNCTION void compare(std::int64_t first, std::int64_t length, std::int64_t k,
                                      std::int64_t mask) const {
    const std::int64_t partner = k ^ mask;
    if (partner < k || partner >= length) return;
    Ordinal& low = entries(first + k);
    Ordinal& high = entries(first + partner);
    std::int64_t& low_number = numbers(first + k);
    std::int64_t& high_number = numbers(first + partner);
    if (low < high || (low == high && low_number < high_number)) return;
    Kokkos::kokkos_swap(low, high);
    Kokkos::kokkos_swap(low_number, high_number);
  }
};

/// Sorts with a team for each image.
template <class ExecutionSpace, class Network>
static void sort_by_teams(const ExecutionSpace& space, const Network& images) {
  using Team = typename Kokkos::TeamPolicy<ExecutionSpace>::member_type;
  const int n = number_of_teams(static_cast<std::int64_t>(images.row_map.extent(0)) - 1);
  Kokkos::parallel_for(
      "SparseConv::sort_images::sort", Teams<ExecutionSpace>(space, n, Kokkos::AUTO),
      KOKKOS_LAMBDA(const Team& team) {
        const std::int64_t first = images.row_map(team.league_rank());
        const std::int64_t length = images.row_map(team.league_rank() + 1) - first;
        for (std::int64_t block = 2; block / 2 < length; block *= 2)
          for (std::int64_t mask = block - 1; mask > 0; mask = Network::next_mask(block, mask)) {
            team.team_barrier();
            Kokkos::parallel_for(Kokkos::TeamThreadRange(team, length), [&](const std::int64_t k) {
              images.compare(first, length, k, mask);
            });
          }
      });
}

/// Sorts with a kernel for each step, in which all threads share the images.
template <class ExecutionSpace, class Network>
static void sort_by_steps(const ExecutionSpace& space, const Network& images,
                          std::int64_t longest) {
  const Range<ExecutionSpace> all(space, 0, static_cast<std::int64_t>(images.entries.extent(0)));
  const auto n = static_cast<std::int64_t>(images.row_map.extent(0)) - 1;
  for (std::int64_t block = 2; block / 2 < longest; block *= 2)
    for (std::int64_t mask = block - 1; mask > 0; mask = Network::next_mask(block, mask))
      Kokkos::parallel_for(
          "SparseConv::sort_images::step", all, KOKKOS_LAMBDA(const std::int64_t k) {
            const std::int64_t image = find_owner(images.row_map, n, k);
            const std::int64_t first = images.row_map(image);
            images.compare(first, images.row_map(image + 1) - first, k - first, mask);
          });
}

/// Sorts every image.
/// \param most_of_team the most entries of an image for which a team is enough
template <class ExecutionSpace, class RowMap, class Entries, class Values>
static void bitonic_sort_images(const ExecutionSpace& space, const RowMap& row_map,
                                const Entries& entries, const Values& values,
                                std::int64_t most_of_team = 1 << 14) {
  using Numbers = Kokkos::View<std::int64_t*, ExecutionSpace>;
  const auto nnz = static_cast<std::int64_t>(entries.extent(0));
  const Range<ExecutionSpace> all(space, 0, nnz);
  const auto numbers = allocate<Numbers>(space, "SparseConv::sort_images::numbers", nnz);
  const auto unsorted = allocate<Values>(space, "SparseConv::sort_images::values", nnz);
  Kokkos::deep_copy(space, unsorted, values);
  Kokkos::parallel_for(
      "SparseConv::sort_images::numbers", all,
      KOKKOS_LAMBDA(const std::int64_t k) { numbers(k) = k; });
  const BitonicNetwork<RowMap, Entries, Numbers> images{row_map, entries, numbers};
  const std::int64_t longest = longest_image(space, row_map);
  if (longest <= most_of_team)
    sort_by_teams(space, images);
  else
    sort_by_steps(space, images, longest);
  Kokkos::parallel_for(
      "SparseConv::sort_images::values", all,
      KOKKOS_LAMBDA(const std::int64_t k) { values(k) = unsorted(numbers(k)); });
}

}  // namespace SparseConv::Impl

#endif
