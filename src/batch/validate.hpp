#ifndef SPARSECONV_BATCH_VALIDATE_HPP
#define SPARSECONV_BATCH_VALIDATE_HPP

#include <SparseConv/Batch.hpp>
#include <SparseConv/Error.hpp>
#include <batch/reduce.hpp>
#include <batch/simd.hpp>
#include <batch/spaces.hpp>
#include <divide_up.hpp>
#include <limits>
#include <string>
#include <type_traits>

namespace SparseConv::Impl {

/// Whether the column of entry `k` is not above the column before. In a batch whose columns are
/// sorted and unique this happens only at the first entry of an image.
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

/// What one pass over the row map and the entries finds.
struct Findings {
  static constexpr std::int64_t not_found = std::numeric_limits<std::int64_t>::max();

  std::int64_t first_bad_row = not_found;    ///< first image whose offsets are wrong
  std::int64_t first_bad_entry = not_found;  ///< first entry whose column is no pixel
  std::int64_t falls = 0;                    ///< entries whose column is not above the one before
  std::int64_t allowed_falls = 0;            ///< falls at the first entry of an image
};

/// Images or entries that a thread checks at a time: on a host enough for vector instructions, on a
/// device as many as memory is read at a time. There the reduction takes a warp 300 instructions.
template <class ExecutionSpace>
constexpr std::int64_t checked_together = on_host<ExecutionSpace> ? 1024 : 8;

/// Checks images and entries in one kernel: for a small batch the launch takes most of the time.
template <class Matrix, class ExecutionSpace>
struct CheckBatch {
  using Ordinal = typename Matrix::non_const_ordinal_type;
  using value_type = Findings;  // of the reduction

  typename Matrix::row_map_type row_map;
  typename Matrix::index_type entries;
  Ordinal n_pixels;
  std::int64_t n, nnz;
  std::int64_t images_of_piece, entries_of_piece;

  KOKKOS_FUNCTION void operator()(const std::int64_t piece, Findings& found) const {
    const std::int64_t first = piece * entries_of_piece;
    check_entries(first, Kokkos::min(first + entries_of_piece, nnz), found.first_bad_entry,
                  found.falls);
    const std::int64_t end = Kokkos::min((piece + 1) * images_of_piece, n);
    for (std::int64_t i = piece * images_of_piece; i < end; ++i)
      check_row(i, found.first_bad_row, found.allowed_falls);
  }

  KOKKOS_FUNCTION void init(Findings& found) const { found = Findings(); }

  KOKKOS_FUNCTION void join(Findings& found, const Findings& other) const {
    found.first_bad_row = Kokkos::min(found.first_bad_row, other.first_bad_row);
    found.first_bad_entry = Kokkos::min(found.first_bad_entry, other.first_bad_entry);
    found.falls += other.falls;
    found.allowed_falls += other.allowed_falls;
  }

 private:
  KOKKOS_FUNCTION void check_entries(std::int64_t first, std::int64_t last, std::int64_t& bad,
                                     std::int64_t& n_falls) const {
    if (first >= last) return;
    const auto* const columns = entries.data();
    const Ordinal limit = n_pixels;
    int n_bad = is_pixel(columns[first], limit) ? 0 : 1, falls_here = falls(entries, first) ? 1 : 0;
    SPARSECONV_SIMD(reduction(+ : n_bad, falls_here))
    for (std::int64_t k = first + 1; k < last; ++k) {
      n_bad += is_pixel(columns[k], limit) ? 0 : 1;
      falls_here += columns[k] <= columns[k - 1] ? 1 : 0;
    }
    n_falls += falls_here;
    for (std::int64_t k = first; n_bad > 0 && k < Kokkos::min(last, bad); ++k)
      if (!is_pixel(columns[k], limit)) bad = k;
  }

  /// Compares once, as a negative column is a large unsigned number: a branch between two
  /// comparisons would keep the compiler from vector instructions.
  KOKKOS_INLINE_FUNCTION static bool is_pixel(Ordinal column, Ordinal n_pixels) {
    using Unsigned = std::make_unsigned_t<Ordinal>;
    return static_cast<Unsigned>(column) < static_cast<Unsigned>(n_pixels);
  }

  KOKKOS_FUNCTION void check_row(std::int64_t i, std::int64_t& bad, std::int64_t& n_allowed) const {
    const std::int64_t begin = row_map(i), end = row_map(i + 1);
    const bool wrong = begin < 0 || end < begin || end > nnz || (i == 0 && begin != 0) ||
                       (i == n - 1 && end != nnz);
    if (wrong && i < bad) bad = i;
    if (!wrong && begin < end && falls(entries, begin)) ++n_allowed;
  }
};

template <class ExecutionSpace, class Matrix>
Findings check(const ExecutionSpace& space, const Matrix& batch) {
  const std::int64_t n = batch.numRows(), nnz = batch.nnz();
  const std::int64_t n_pieces = divide_up(Kokkos::max(n, nnz), checked_together<ExecutionSpace>);
  return reduce<Findings>(
      "SparseConv::validate::check", Range<ExecutionSpace>(space, 0, n_pieces),
      CheckBatch<Matrix, ExecutionSpace>{batch.graph.row_map, batch.graph.entries, batch.numCols(),
                                         n, nnz, divide_up(n, n_pieces), divide_up(nnz, n_pieces)});
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
  SPARSECONV_THROW(input, "the row map of the batch is wrong at image " + std::to_string(image) +
                              ": its entries go from " + std::to_string(begin) + " to " +
                              std::to_string(end) +
                              ", but offsets start at 0, never fall and end at " +
                              "the number of entries, " + std::to_string(batch.nnz()));
}

template <class Matrix>
void throw_for_entry(const Matrix& batch, std::int64_t entry) {
  const auto row_map =
      Kokkos::create_mirror_view_and_copy(Kokkos::HostSpace(), batch.graph.row_map);
  std::int64_t image = 0;
  while (row_map(image + 1) <= entry) ++image;
  SPARSECONV_THROW(input, "entry " + std::to_string(entry - row_map(image)) + " of image " +
                              std::to_string(image) + " has column " +
                              std::to_string(read_one(batch.graph.entries, entry)) +
                              ": columns must be from 0 to " + std::to_string(batch.numCols() - 1));
}

template <class Matrix>
void check_empty(const Matrix& batch) {
  SPARSECONV_THROW_IF(batch.nnz() > 0, input, "the batch has entries but no images");
  if (batch.graph.row_map.extent(0) == 0) return;
  const auto begin = read_one(batch.graph.row_map, 0);
  SPARSECONV_THROW_IF(begin != 0, input,
                      "the row map of the batch, which has no images, is wrong: it begins with " +
                          std::to_string(begin) + ", but offsets start at 0");
}

template <class Scalar, class Ordinal, class ExecutionSpace>
BatchOrder validate(const ExecutionSpace& space,
                    const Batch<Scalar, Ordinal, ExecutionSpace>& batch, ImageShape shape) {
  check_sizes(batch, shape);
  if (batch.numRows() == 0) {
    check_empty(batch);
    return {};
  }
  const Findings found = check(space, batch);
  if (found.first_bad_row != Findings::not_found) throw_for_row(batch, found.first_bad_row);
  if (found.first_bad_entry != Findings::not_found) throw_for_entry(batch, found.first_bad_entry);
  return {found.falls == found.allowed_falls};
}

}  // namespace SparseConv::Impl

#endif
