#ifndef SPARSECONV_BATCH_IMAGE_TOTALS_HPP
#define SPARSECONV_BATCH_IMAGE_TOTALS_HPP

#include <SparseConv/Batch.hpp>
#include <SparseConv/Normalize.hpp>
#include <batch/allocate.hpp>
#include <batch/offsets.hpp>

/// \file
/// The sum or the largest value of each image. Rows are added up by themselves, and then one after
/// the other: whoever has some rows of an image can go on where another one has stopped.

namespace SparseConv::Impl {

/// What is added up, in double precision and from zero on.
struct Total {
  Normalize kind;

  KOKKOS_INLINE_FUNCTION double add(double total, double value) const {
    if (kind == Normalize::sum) return total + value;
    return value > total && Kokkos::isfinite(value) ? value : total;
  }

  /// What an image of this total is divided by.
  KOKKOS_INLINE_FUNCTION double divisor(double total) const {
    const bool divides = kind == Normalize::sum ? Kokkos::isfinite(total) && total != 0 : total > 0;
    return divides ? total : 1;
  }
};

template <class ExecutionSpace>
using Totals = Kokkos::View<double*, ExecutionSpace>;

/// The totals of the rows of images that have many entries, from the first row to the last that
/// has any.
template <class ExecutionSpace>
struct RowTotals {
  Offsets<ExecutionSpace> first;  ///< where the rows of an image begin, and where the last rows end
  Totals<ExecutionSpace> totals;
};

/// Images of more entries are worked on row by row, by several threads, unless they have more rows
/// than entries.
template <class ExecutionSpace>
constexpr std::int64_t few_entries = on_host<ExecutionSpace> ? 16384 : 256;

/// The total of the entries k in [first, last), which are in one row.
template <class Values>
KOKKOS_INLINE_FUNCTION double total_of_row(const Total& total, const Values& values,
                                           std::int64_t first, std::int64_t last) {
  double sum = 0;
  for (std::int64_t k = first; k < last; ++k) sum = total.add(sum, values(k));
  return sum;
}

/// Adds the sorted entries k in [first, last) of an image to its total, row by row.
template <class Entries, class Values>
KOKKOS_INLINE_FUNCTION double add_rows(const Total& total, const Entries& entries,
                                       const Values& values, std::int64_t width, std::int64_t first,
                                       std::int64_t last, double sum) {
  while (first < last) {
    const std::int64_t next_row = (entries(first) / width + 1) * width;
    std::int64_t end = first + 1;
    while (end < last && entries(end) < next_row) ++end;
    sum = total.add(sum, total_of_row(total, values, first, end));
    first = end;
  }
  return sum;
}

/// \param batch its columns are sorted
/// \param few   images of so many entries are left out, and images of more rows than entries, whose
///              rows would take more memory than the batch; none is if `few` is 0
template <class ExecutionSpace, class Matrix>
static RowTotals<ExecutionSpace> find_row_totals(const ExecutionSpace& space, const Total& total,
                                                 const Matrix& batch, std::int64_t width,
                                                 std::int64_t few = few_entries<ExecutionSpace>) {
  const auto row_map = batch.graph.row_map;
  const auto entries = batch.graph.entries;
  const auto values = batch.values;
  const std::int64_t n = batch.numRows();
  const auto first = make_counts(space, "SparseConv::image_totals::first_row", n);
  Kokkos::parallel_for(
      "SparseConv::image_totals::count", Range<ExecutionSpace>(space, 0, n),
      KOKKOS_LAMBDA(const std::int64_t i) {
        const std::int64_t begin = row_map(i), end = row_map(i + 1);
        if (end - begin <= few) {
          first(i) = 0;
          return;
        }
        const std::int64_t n_rows = entries(end - 1) / width - entries(begin) / width + 1;
        first(i) = few > 0 && n_rows > end - begin ? 0 : n_rows;
      });
  const std::int64_t n_rows = counts_to_offsets(space, "SparseConv::image_totals::scan", first);
  const auto totals =
      allocate<Totals<ExecutionSpace>>(space, "SparseConv::image_totals::rows", n_rows);
  Kokkos::parallel_for(
      "SparseConv::image_totals::rows", Range<ExecutionSpace>(space, 0, n_rows),
      KOKKOS_LAMBDA(const std::int64_t r) {
        const std::int64_t i = find_owner(first, n, r);
        const std::int64_t row = entries(row_map(i)) / width + r - first(i);
        const std::int64_t end = row_map(i + 1);
        const std::int64_t begin = lower_bound(entries, row_map(i), end, row * width);
        totals(r) =
            total_of_row(total, values, begin, lower_bound(entries, begin, end, (row + 1) * width));
      });
  return {first, totals};
}

/// Writes the totals of all images.
/// \param so_far total of the rows of the first image that are above the rows in the batch
template <class ExecutionSpace, class Matrix>
static void add_up_images(const ExecutionSpace& space, const Total& total, const Matrix& batch,
                          std::int64_t width, const RowTotals<ExecutionSpace>& rows, double so_far,
                          const Totals<ExecutionSpace>& totals) {
  const auto row_map = batch.graph.row_map;
  const auto entries = batch.graph.entries;
  const auto values = batch.values;
  const std::int64_t n = batch.numRows();
  Kokkos::parallel_for(
      "SparseConv::image_totals::images", Range<ExecutionSpace>(space, 0, n),
      KOKKOS_LAMBDA(const std::int64_t i) {
        double sum = i == 0 ? so_far : 0;
        for (std::int64_t r = rows.first(i); r < rows.first(i + 1); ++r)
          sum = total.add(sum, rows.totals(r));
        if (rows.first(i) == rows.first(i + 1))
          sum = add_rows(total, entries, values, width, row_map(i), row_map(i + 1), sum);
        totals(i) = sum;
      });
}

/// Room for the totals of all images.
template <class ExecutionSpace, class Matrix>
Totals<ExecutionSpace> make_totals(const ExecutionSpace& space, const Matrix& batch) {
  return allocate<Totals<ExecutionSpace>>(space, "SparseConv::image_totals::images",
                                          batch.numRows());
}

/// The totals of all images.
/// \throws Error (system) if there is no memory for them
template <class ExecutionSpace, class Matrix>
Totals<ExecutionSpace> find_image_totals(const ExecutionSpace& space, const Total& total,
                                         const Matrix& batch, std::int64_t width) {
  return with_memory(batch.numRows(), batch.nnz(), [&] {
    const auto totals = make_totals(space, batch);
    add_up_images(space, total, batch, width, find_row_totals(space, total, batch, width), 0,
                  totals);
    return totals;
  });
}

}  // namespace SparseConv::Impl

#endif
