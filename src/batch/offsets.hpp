#ifndef SPARSECONV_BATCH_OFFSETS_HPP
#define SPARSECONV_BATCH_OFFSETS_HPP

#include <Kokkos_Core.hpp>
#include <batch/spaces.hpp>
#include <cstdint>
#include <string>

namespace SparseConv::Impl {

template <class ExecutionSpace>
using Offsets = Kokkos::View<std::int64_t*, ExecutionSpace>;

/// Room for `n` counts and, after counts_to_offsets(), their total.
template <class ExecutionSpace>
Offsets<ExecutionSpace> make_counts(const ExecutionSpace& space, const std::string& label,
                                    std::int64_t n) {
  return Offsets<ExecutionSpace>(Kokkos::view_alloc(space, Kokkos::WithoutInitializing, label),
                                 static_cast<std::size_t>(n + 1));
}

/// Counts that one thread has scanned before several are under way.
constexpr std::int64_t few_counts = 4096;

/// The scan of count, scan, fill: replaces counts by the offsets at which each begins. The last
/// element, which holds no count, becomes the total, which is returned when it is known.
template <class ExecutionSpace>
std::int64_t counts_to_offsets(const ExecutionSpace& space, const std::string& label,
                               const Offsets<ExecutionSpace>& counts) {
  const std::int64_t n = static_cast<std::int64_t>(counts.extent(0)) - 1;
  std::int64_t total = 0;
  if constexpr (on_host<ExecutionSpace>) {
    if (n < few_counts) {
      space.fence(label);
      for (std::int64_t i = 0; i < n; ++i) {
        const std::int64_t count = counts(i);
        counts(i) = total;
        total += count;
      }
      counts(n) = total;
      return total;
    }
  }
  Kokkos::parallel_scan(
      label, Kokkos::RangePolicy<ExecutionSpace>(space, 0, n + 1),
      KOKKOS_LAMBDA(const std::int64_t i, std::int64_t& sum, const bool is_final) {
        const std::int64_t count = i < n ? counts(i) : 0;
        if (is_final) counts(i) = sum;
        sum += count;
      },
      total);
  space.fence(label);
  return total;
}

/// The row map of a batch whose image i is made of the parts `first_part(i)` up to but not
/// including `first_part(i + 1)`, the parts beginning at `offsets`.
template <class ExecutionSpace, class RowMap>
void fill_row_map(const ExecutionSpace& space, const Offsets<ExecutionSpace>& first_part,
                  const Offsets<ExecutionSpace>& offsets, const RowMap& row_map) {
  const auto n = static_cast<std::int64_t>(row_map.extent(0));
  Kokkos::parallel_for(
      "SparseConv::row_map", Kokkos::RangePolicy<ExecutionSpace>(space, 0, n),
      KOKKOS_LAMBDA(const std::int64_t i) { row_map(i) = offsets(first_part(i)); });
}

/// The last `i` in `0 .. n - 1` with `offsets(i) <= position`, for ascending offsets that start at
/// or below `position`.
template <class View>
KOKKOS_INLINE_FUNCTION std::int64_t find_owner(const View& offsets, std::int64_t n,
                                               std::int64_t position) {
  std::int64_t first = 0, last = n;
  while (last - first > 1) {
    const std::int64_t middle = first + (last - first) / 2;
    if (offsets(middle) <= position)
      first = middle;
    else
      last = middle;
  }
  return first;
}

/// First entry in [first, last) whose column is at least `pixel`, the columns ascending.
template <class Entries>
KOKKOS_INLINE_FUNCTION std::int64_t lower_bound(const Entries& entries, std::int64_t first,
                                                std::int64_t last, std::int64_t pixel) {
  while (first < last) {
    const std::int64_t middle = first + (last - first) / 2;
    if (entries(middle) < pixel)
      first = middle + 1;
    else
      last = middle;
  }
  return first;
}

}  // namespace SparseConv::Impl

#endif
