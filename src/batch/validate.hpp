#ifndef SPARSECONV_BATCH_VALIDATE_HPP
#define SPARSECONV_BATCH_VALIDATE_HPP

#include <SparseConv/Batch.hpp>
#include <SparseConv/Error.hpp>
#include <limits>
#include <string>

namespace SparseConv {
namespace Impl {

constexpr std::int64_t none = std::numeric_limits<std::int64_t>::max();

/// A falling step from one entry to the next: allowed only from one image to the next.
template <class Entries>
KOKKOS_INLINE_FUNCTION bool falls(const Entries& entries, std::int64_t k) {
  return k > 0 && entries(k) <= entries(k - 1);
}

template <class Matrix>
void check_sizes(const Matrix& batch, ImageShape shape) {
  SPARSECONV_THROW_IF(static_cast<std::int64_t>(batch.numCols()) != shape.size(), input,
                      "the batch has " + std::to_string(batch.numCols()) +
                          " columns, but images of " + to_string(shape) + " have " +
                          std::to_string(shape.size()) + " pixels");
  SPARSECONV_THROW_IF(batch.values.extent(0) != batch.graph.entries.extent(0), input,
                      "the batch has " + std::to_string(batch.graph.entries.extent(0)) +
                          " columns stored and " + std::to_string(batch.values.extent(0)) +
                          " values: there must be one value for each");
  SPARSECONV_THROW_IF(batch.graph.row_map.extent(0) == 0 && batch.nnz() > 0, input,
                      "the batch has entries but no row map");
}

/// What one pass over the row map finds.
struct RowMapFindings {
  std::int64_t first_bad = none;  ///< first image whose offsets are wrong
  std::int64_t row_falls = 0;     ///< images whose first entry falls behind the last of another
};

template <class ExecutionSpace, class Matrix>
RowMapFindings check_row_map(const ExecutionSpace& space, const Matrix& batch) {
  const auto row_map = batch.graph.row_map;
  const auto entries = batch.graph.entries;
  const std::int64_t n = batch.numRows();
  const std::int64_t nnz = batch.nnz();
  RowMapFindings found;
  Kokkos::parallel_reduce(
      "SparseConv::validate::row_map", Kokkos::RangePolicy<ExecutionSpace>(space, 0, n),
      KOKKOS_LAMBDA(const std::int64_t i, std::int64_t& bad, std::int64_t& row_falls) {
        const std::int64_t begin = row_map(i), end = row_map(i + 1);
        const bool wrong = begin < 0 || end < begin || end > nnz || (i == 0 && begin != 0) ||
                           (i == n - 1 && end != nnz);
        if (wrong && i < bad) bad = i;
        if (!wrong && begin < end && falls(entries, begin)) ++row_falls;
      },
      Kokkos::Min<std::int64_t>(found.first_bad), Kokkos::Sum<std::int64_t>(found.row_falls));
  space.fence("SparseConv::validate::row_map");
  return found;
}

/// What one pass over the entries finds.
struct EntryFindings {
  std::int64_t first_bad = none;  ///< first entry that is no pixel
  std::int64_t falls = 0;         ///< entries that are not above the one before
};

template <class ExecutionSpace, class Matrix>
EntryFindings check_entries(const ExecutionSpace& space, const Matrix& batch) {
  const auto entries = batch.graph.entries;
  const auto n_pixels = batch.numCols();
  const auto nnz = static_cast<std::int64_t>(batch.nnz());
  EntryFindings found;
  Kokkos::parallel_reduce(
      "SparseConv::validate::entries", Kokkos::RangePolicy<ExecutionSpace>(space, 0, nnz),
      KOKKOS_LAMBDA(const std::int64_t k, std::int64_t& bad, std::int64_t& count) {
        if ((entries(k) < 0 || entries(k) >= n_pixels) && k < bad) bad = k;
        if (falls(entries, k)) ++count;
      },
      Kokkos::Min<std::int64_t>(found.first_bad), Kokkos::Sum<std::int64_t>(found.falls));
  space.fence("SparseConv::validate::entries");
  return found;
}

template <class View>
auto read_one(const View& view, std::int64_t i) {
  typename View::non_const_value_type value{};
  Kokkos::deep_copy(value, Kokkos::subview(view, i));
  return value;
}

template <class Matrix>
void throw_for_row(const Matrix& batch, std::int64_t image) {
  const auto begin = read_one(batch.graph.row_map, image);
  const auto end = read_one(batch.graph.row_map, image + 1);
  SPARSECONV_THROW_IF(true, input,
                      "the row map of the batch is wrong at image " + std::to_string(image) +
                          ": its entries go from " + std::to_string(begin) + " to " +
                          std::to_string(end) + ", but offsets start at 0, never fall and end at " +
                          "the number of entries, " + std::to_string(batch.nnz()));
}

template <class Matrix>
void throw_for_entry(const Matrix& batch, std::int64_t entry) {
  const auto row_map =
      Kokkos::create_mirror_view_and_copy(Kokkos::HostSpace(), batch.graph.row_map);
  std::int64_t image = 0;
  while (row_map(image + 1) <= entry) ++image;
  SPARSECONV_THROW_IF(true, input,
                      "entry " + std::to_string(entry - row_map(image)) + " of image " +
                          std::to_string(image) + " has column " +
                          std::to_string(read_one(batch.graph.entries, entry)) +
                          ": columns must be from 0 to " + std::to_string(batch.numCols() - 1));
}

}  // namespace Impl

template <class Scalar, class Ordinal, class ExecutionSpace>
BatchOrder validate(const ExecutionSpace& space,
                    const Batch<Scalar, Ordinal, ExecutionSpace>& batch, ImageShape shape) {
  Impl::check_sizes(batch, shape);
  if (batch.numRows() == 0) {
    SPARSECONV_THROW_IF(batch.nnz() > 0, input, "the batch has entries but no images");
    return {};
  }
  const Impl::RowMapFindings rows = Impl::check_row_map(space, batch);
  if (rows.first_bad != Impl::none) Impl::throw_for_row(batch, rows.first_bad);
  const Impl::EntryFindings entries = Impl::check_entries(space, batch);
  if (entries.first_bad != Impl::none) Impl::throw_for_entry(batch, entries.first_bad);
  return {entries.falls == rows.row_falls};
}

}  // namespace SparseConv

#define SPARSECONV_INSTANTIATE(Scalar, Ordinal, ExecutionSpace)  \
  template BatchOrder validate<Scalar, Ordinal, ExecutionSpace>( \
      const ExecutionSpace&, const Batch<Scalar, Ordinal, ExecutionSpace>&, ImageShape);

#endif
