#ifndef SPARSECONV_BATCH_OFFSETS_HPP
#define SPARSECONV_BATCH_OFFSETS_HPP

#include <batch/allocate.hpp>
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
  return allocate<Offsets<ExecutionSpace>>(space, label, n + 1);
}

/// Below this number one thread is done with a scan before several threads have begun.
constexpr std::int64_t few_counts = 4096;

/// The scan of count, scan, fill: replaces counts by the offsets at which each begins. The last
/// element, which holds no count, becomes the total, which is returned. On a device that is the
/// one number for which the host has to wait.
template <class ExecutionSpace>
std::int64_t counts_to_offsets(const ExecutionSpace& space, const std::string& label,
                               const Offsets<ExecutionSpace>& counts) {
  const std::int64_t n = static_cast<std::int64_t>(counts.extent(0)) - 1;
  const auto scan = KOKKOS_LAMBDA(const std::int64_t i, std::int64_t& sum, const bool is_final) {
    const std::int64_t count = i < n ? counts(i) : 0;
    if (is_final) counts(i) = sum;
    sum += count;
  };
  const Range<ExecutionSpace> all(space, 0, n + 1);
  std::int64_t total = 0;
  if constexpr (!on_host<ExecutionSpace>) {
    Kokkos::parallel_scan(label, all, scan, total);
  } else if (n < few_counts) {
    for (std::int64_t i = 0; i <= n; ++i) scan(i, total, true);
  } else {
    Kokkos::parallel_scan(label, all, scan);
    total = counts(n);  // without Kokkos' own total, for which it fences
  }
  return total;
}

/// The row map of a batch whose image i is made of the pieces `first_piece(i)` up to but not
/// including `first_piece(i + 1)`, which begin at `offsets`.
template <class ExecutionSpace, class RowMap>
void fill_row_map(const ExecutionSpace& space, const Offsets<ExecutionSpace>& first_piece,
                  const Offsets<ExecutionSpace>& offsets, const RowMap& row_map) {
  const auto n = static_cast<std::int64_t>(row_map.extent(0));
  Kokkos::parallel_for(
      "SparseConv::offsets::row_map", Range<ExecutionSpace>(space, 0, n),
      KOKKOS_LAMBDA(const std::int64_t i) { row_map(i) = offsets(first_piece(i)); });
}

/// The last `i` in `0 .. n - 1` with `offsets(i) <= offset`, for ascending offsets of which the
/// first is not above `offset`.
template <class View>
KOKKOS_INLINE_FUNCTION std::int64_t find_owner(const View& offsets, std::int64_t n,
                                               std::int64_t offset) {
  std::int64_t first = 0, last = n;
  while (last - first > 1) {
    const std::int64_t middle = first + (last - first) / 2;
    if (offsets(middle) <= offset)
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
