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

/// Below this number one thread finishes a scan before several threads have started.
constexpr std::int64_t few_counts = 4096;

/// The scan of count, scan, fill: replaces each count by the sum of the counts before it. The last
/// element, which holds no count, becomes the total:
///
///     counts  3 0 2 -   ->   offsets  0 3 3 5
///
/// \return the total. On a device this is the one number for which the host has to wait.
template <class ExecutionSpace>
static std::int64_t counts_to_offsets(const ExecutionSpace& space, const std::string& label,
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
    total = counts(n);  // not the total that Kokkos can return, which takes a fence
  }
  return total;
}

/// Fills the row map of a batch. Image `i` consists of pieces `first_piece(i)` to
/// `first_piece(i + 1) - 1`, and the entries of piece `p` begin at `offsets(p)`.
template <class ExecutionSpace, class RowMap>
static void fill_row_map(const ExecutionSpace& space, const Offsets<ExecutionSpace>& first_piece,
                         const Offsets<ExecutionSpace>& offsets, const RowMap& row_map) {
  const auto n = static_cast<std::int64_t>(row_map.extent(0));
  Kokkos::parallel_for(
      "SparseConv::offsets::row_map", Range<ExecutionSpace>(space, 0, n),
      KOKKOS_LAMBDA(const std::int64_t i) { row_map(i) = offsets(first_piece(i)); });
}

/// The same for images of `pieces_of_image` pieces each.
template <class ExecutionSpace, class RowMap>
static void fill_row_map(const ExecutionSpace& space, std::int64_t pieces_of_image,
                         const Offsets<ExecutionSpace>& offsets, const RowMap& row_map) {
  const auto n = static_cast<std::int64_t>(row_map.extent(0));
  Kokkos::parallel_for(
      "SparseConv::offsets::row_map", Range<ExecutionSpace>(space, 0, n),
      KOKKOS_LAMBDA(const std::int64_t i) { row_map(i) = offsets(i * pieces_of_image); });
}

/// The last `i` in `0 .. n - 1` with `offsets(i) <= offset`. The offsets must ascend, and the first
/// must not be above `offset`.
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

/// The first entry k in [first, last) whose column is at least `pixel`, or `last` if there is none.
/// The columns must ascend.
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
