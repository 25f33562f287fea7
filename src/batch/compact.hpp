#ifndef SPARSECONV_BATCH_COMPACT_HPP
#define SPARSECONV_BATCH_COMPACT_HPP

#include <SparseConv/Batch.hpp>
#include <batch/allocate.hpp>
#include <batch/offsets.hpp>
#include <batch/reduce.hpp>

namespace SparseConv::Impl {

/// Entries that a thread visits: so many that there are few counts, and so few that a single long
/// image is spread over all threads, which are many on a device.
template <class ExecutionSpace>
constexpr std::int64_t segment_length = on_host<ExecutionSpace> ? 256 : 16;

/// Calls `visit(image, k)` for the entries k in [first, last) of a batch.
template <class RowMap, class Visit>
KOKKOS_INLINE_FUNCTION void for_each_entry(const RowMap& row_map, std::int64_t first,
                                           std::int64_t last, const Visit& visit) {
  const std::int64_t n = static_cast<std::int64_t>(row_map.extent(0)) - 1;
  if (first >= last) return;
  std::int64_t image = find_owner(row_map, n, first);
  for (std::int64_t k = first; k < last; ++k) {
    while (row_map(image + 1) <= k) ++image;
    visit(image, k);
  }
}

/// Calls `visit(image, k)` for all entries of a batch.
template <class ExecutionSpace, class Matrix, class Visit>
static void for_each_entry_of(const ExecutionSpace& space, const std::string& label,
                              const Matrix& batch, const Visit& visit) {
  const auto row_map = batch.graph.row_map;
  const std::int64_t nnz = batch.nnz();
  constexpr std::int64_t length = segment_length<ExecutionSpace>;
  Kokkos::parallel_for(
      label, Range<ExecutionSpace>(space, 0, (nnz + length - 1) / length),
      KOKKOS_LAMBDA(const std::int64_t s) {
        const std::int64_t first = s * length;
        for_each_entry(row_map, first, Kokkos::min(first + length, nnz), visit);
      });
}

/// The batch of the entries for which `select(image, k, value)` is true, each with the `value` that
/// `select` sets. `select` is called more than once for each entry.
template <class ExecutionSpace, class Matrix, class Select>
static Matrix compact(const ExecutionSpace& space, const std::string& label, const Matrix& batch,
                      const Select& select) {
  using Scalar = typename Matrix::non_const_value_type;
  const auto row_map = batch.graph.row_map;
  const auto entries = batch.graph.entries;
  const std::int64_t n = batch.numRows();
  const std::int64_t nnz = batch.nnz();
  constexpr std::int64_t length = segment_length<ExecutionSpace>;
  const std::int64_t n_segments = (nnz + length - 1) / length;

  const auto count = KOKKOS_LAMBDA(std::int64_t first, std::int64_t last) {
    std::int64_t selected = 0;
    for_each_entry(row_map, first, last, [&](std::int64_t image, std::int64_t k) {
      Scalar value;
      if (select(image, k, value)) ++selected;
    });
    return selected;
  };
  const auto offsets = make_counts(space, label + "::offsets", n_segments);
  Kokkos::parallel_for(
      label + "::count", Range<ExecutionSpace>(space, 0, n_segments),
      KOKKOS_LAMBDA(const std::int64_t s) {
        const std::int64_t first = s * length;
        offsets(s) = count(first, Kokkos::min(first + length, nnz));
      });
  const std::int64_t total = counts_to_offsets(space, label + "::scan", offsets);

  auto result = allocate_parts<Matrix>(space, n, total);
  Kokkos::parallel_for(
      label + "::row_map", Range<ExecutionSpace>(space, 0, n + 1),
      KOKKOS_LAMBDA(const std::int64_t i) {
        const std::int64_t segment = row_map(i) / length;
        result.row_map(i) = offsets(segment) + count(segment * length, row_map(i));
      });
  Kokkos::parallel_for(
      label + "::fill", Range<ExecutionSpace>(space, 0, n_segments),
      KOKKOS_LAMBDA(const std::int64_t s) {
        const std::int64_t first = s * length;
        std::int64_t next = offsets(s);
        for_each_entry(row_map, first, Kokkos::min(first + length, nnz),
                       [&](std::int64_t image, std::int64_t k) {
                         Scalar value;
                         if (!select(image, k, value)) return;
                         result.entries(next) = entries(k);
                         result.values(next++) = value;
                       });
      });
  return result.matrix(batch.numCols());
}

/// How many values are zero.
template <class ExecutionSpace, class Values>
static std::int64_t count_zeros(const ExecutionSpace& space, const Values& values) {
  using Scalar = typename Values::non_const_value_type;
  return reduce<std::int64_t>(
      "SparseConv::drop_zeros::search",
      Range<ExecutionSpace>(space, 0, static_cast<std::int64_t>(values.extent(0))),
      KOKKOS_LAMBDA(const std::int64_t k, std::int64_t& n) {
        if (values(k) == Scalar(0)) ++n;
      });
}

/// The batch without the entries whose value is zero.
template <class ExecutionSpace, class Matrix>
static Matrix drop_zeros(const ExecutionSpace& space, const Matrix& batch) {
  using Scalar = typename Matrix::non_const_value_type;
  const auto values = batch.values;
  return compact(
      space, "SparseConv::drop_zeros", batch,
      KOKKOS_LAMBDA(std::int64_t, std::int64_t k, Scalar & value) {
        value = values(k);
        return value != Scalar(0);
      });
}

}  // namespace SparseConv::Impl

#endif
