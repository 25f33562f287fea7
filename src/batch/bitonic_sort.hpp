#ifndef SPARSECONV_BATCH_BITONIC_SORT_HPP
#define SPARSECONV_BATCH_BITONIC_SORT_HPP

#include <batch/allocate.hpp>
#include <batch/teams.hpp>
#include <cstdint>

namespace SparseConv::Impl {

/// Sorts every image, with a team for each image and a bitonic network, in which the comparisons of
/// a step are independent of one another. The network alone does not keep the order of equal
/// columns: the key is the column and, after it, the number of the entry in the unsorted image.
template <class ExecutionSpace, class RowMap, class Entries, class Values>
static void bitonic_sort_images(const ExecutionSpace& space, const RowMap& row_map,
                                const Entries& entries, const Values& values) {
  using Ordinal = typename Entries::non_const_value_type;
  using Team = typename Kokkos::TeamPolicy<ExecutionSpace>::member_type;
  const auto nnz = static_cast<std::int64_t>(entries.extent(0));
  const auto numbers = allocate<Kokkos::View<std::int64_t*, ExecutionSpace>>(
      space, "SparseConv::sort_images::numbers", nnz);
  const auto unsorted = allocate<Values>(space, "SparseConv::sort_images::values", nnz);
  Kokkos::deep_copy(space, unsorted, values);
  const int n = number_of_teams(static_cast<std::int64_t>(row_map.extent(0)) - 1);
  Kokkos::parallel_for(
      "SparseConv::sort_images::sort", Teams<ExecutionSpace>(space, n, Kokkos::AUTO),
      KOKKOS_LAMBDA(const Team& team) {
        const std::int64_t first = row_map(team.league_rank());
        const std::int64_t length = row_map(team.league_rank() + 1) - first;
        const auto each = Kokkos::TeamThreadRange(team, length);
        const auto order = [&](const std::int64_t a, const std::int64_t b) {
          if (b >= length) return;
          Ordinal& low = entries(first + a);
          Ordinal& high = entries(first + b);
          std::int64_t& low_number = numbers(first + a);
          std::int64_t& high_number = numbers(first + b);
          if (low < high || (low == high && low_number < high_number)) return;
          Kokkos::kokkos_swap(low, high);
          Kokkos::kokkos_swap(low_number, high_number);
        };
        Kokkos::parallel_for(each, [&](const std::int64_t k) { numbers(first + k) = k; });
        for (std::int64_t block = 2; block / 2 < length; block *= 2) {
          team.team_barrier();
          Kokkos::parallel_for(each, [&](const std::int64_t k) {
            if (k % block < block / 2) order(k, k + block - 1 - 2 * (k % block));
          });
          for (std::int64_t step = block / 4; step > 0; step /= 2) {
            team.team_barrier();
            Kokkos::parallel_for(each, [&](const std::int64_t k) {
              if (k % (2 * step) < step) order(k, k + step);
            });
          }
        }
        team.team_barrier();
        Kokkos::parallel_for(each, [&](const std::int64_t k) {
          values(first + k) = unsorted(first + numbers(first + k));
        });
      });
}

}  // namespace SparseConv::Impl

#endif
