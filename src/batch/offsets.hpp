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

/// What a scan of counts finds.
struct Scanned {
  std::int64_t total = 0;    ///< of the counts
  std::int64_t largest = 0;  ///< of the sizes, on a device
};

/// The size of a count: by default the count itself.
struct CountAsSize {
  KOKKOS_INLINE_FUNCTION std::int64_t operator()(std::int64_t, std::int64_t count) const {
    return count;
  }
};

template <class ExecutionSpace, class Size>
struct ScanKernel {
  using value_type = Scanned;

  Offsets<ExecutionSpace> counts;
  std::int64_t n;
  Size size;

  KOKKOS_FUNCTION void operator()(const std::int64_t i, Scanned& before, bool is_final) const {
    const std::int64_t count = i < n ? counts(i) : 0;
    if (is_final) counts(i) = before.total;
    before.total += count;
    if (!on_host<ExecutionSpace> && i < n)
      before.largest = Kokkos::max(before.largest, size(i, count));
  }

  KOKKOS_FUNCTION void init(Scanned& found) const { found = Scanned(); }

  KOKKOS_FUNCTION void join(Scanned& found, const Scanned& other) const {
    found.total += other.total;
    found.largest = Kokkos::max(found.largest, other.largest);
  }
};

/// The scan of count, scan, fill: replaces each count by the sum of the counts before it. The last
/// element, which holds no count, becomes the total:
///
///     counts  3 0 2 -   ->   offsets  0 3 3 5
///
/// \param size gives a size `size(i, count)` of each count, of which a device finds the largest
/// \return the total and, on a device, the largest size: the host waits for them
template <class ExecutionSpace, class Size = CountAsSize>
Scanned scan_counts(const ExecutionSpace& space, const std::string& label,
                    const Offsets<ExecutionSpace>& counts, const Size& size = {}) {
  const std::int64_t n = static_cast<std::int64_t>(counts.extent(0)) - 1;
  const ScanKernel<ExecutionSpace, Size> scan{counts, n, size};
  const Range<ExecutionSpace> all(space, 0, n + 1);
  Scanned found;
  if constexpr (!on_host<ExecutionSpace>) {
    Kokkos::parallel_scan(label, all, scan, found);
  } else if (n < few_counts) {
    for (std::int64_t i = 0; i <= n; ++i) scan(i, found, true);
  } else {
    Kokkos::parallel_scan(label, all, scan);
    found.total = counts(n);  // not the total that Kokkos can return, which takes a fence
  }
  return found;
}

/// The same, where only the total is of interest.
template <class ExecutionSpace>
std::int64_t counts_to_offsets(const ExecutionSpace& space, const std::string& label,
                               const Offsets<ExecutionSpace>& counts) {
  return scan_counts(space, label, counts).total;
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
