#ifndef SPARSECONV_BATCH_CHUNKS_HPP
#define SPARSECONV_BATCH_CHUNKS_HPP

#include <SparseConv/Batch.hpp>
#include <batch/allocate.hpp>
#include <vector>

/// \file
/// A batch in pieces: for methods whose memory grows with what they work on at a time.

namespace SparseConv::Impl {

/// The first images of consecutive chunks, and the number of images at the end.
using Chunks = std::vector<std::int64_t>;

/// Chunks of images for which `offsets`, with an element for each image and one more, grow by at
/// most `most`; or of one image where that is more.
template <class View>
Chunks chunks_within(const View& offsets, std::int64_t most) {
  const auto host = Kokkos::create_mirror_view_and_copy(Kokkos::HostSpace(), offsets);
  const std::int64_t n = static_cast<std::int64_t>(host.extent(0)) - 1;
  Chunks chunks{0};
  for (std::int64_t i = 1; i <= n; ++i)
    if (i == n || host(i + 1) - host(chunks.back()) > most) chunks.push_back(i);
  return chunks;
}

/// Images `first` to `last - 1`; entries and values are shared with the batch.
template <class ExecutionSpace, class Matrix>
Matrix slice_images(const ExecutionSpace& space, const Matrix& batch, std::int64_t first,
                    std::int64_t last) {
  if (first == 0 && last == batch.numRows()) return batch;
  const auto all = batch.graph.row_map;
  const auto ends = Kokkos::create_mirror_view_and_copy(
      Kokkos::HostSpace(), Kokkos::subview(all, Kokkos::make_pair(first, last + 1)));
  const auto range = Kokkos::make_pair(ends(0), ends(last - first));
  typename Matrix::row_map_type::non_const_type row_map(
      Kokkos::view_alloc(space, Kokkos::WithoutInitializing, "SparseConv::chunks::row_map"),
      last - first + 1);
  Kokkos::parallel_for(
      "SparseConv::chunks::row_map",
      Kokkos::RangePolicy<ExecutionSpace>(space, 0, last - first + 1),
      KOKKOS_LAMBDA(const std::int64_t i) { row_map(i) = all(first + i) - range.first; });
  using Ordinal = typename Matrix::non_const_ordinal_type;
  return Matrix("SparseConv::chunk", static_cast<Ordinal>(last - first), batch.numCols(),
                range.second - range.first, Kokkos::subview(batch.values, range), row_map,
                Kokkos::subview(batch.graph.entries, range));
}

/// The images of all parts, one after the other.
template <class ExecutionSpace, class Matrix>
Matrix concatenate(const ExecutionSpace& space, const std::vector<Matrix>& parts) {
  if (parts.size() == 1) return parts.front();
  std::int64_t n = 0, nnz = 0;
  for (const Matrix& part : parts) {
    n += part.numRows();
    nnz += part.nnz();
  }
  const auto whole = allocate_parts<Matrix>(space, n, nnz);
  std::int64_t first = 0, offset = 0;
  for (const Matrix& part : parts) {
    const auto range = Kokkos::make_pair(offset, offset + static_cast<std::int64_t>(part.nnz()));
    Kokkos::deep_copy(space, Kokkos::subview(whole.entries, range), part.graph.entries);
    Kokkos::deep_copy(space, Kokkos::subview(whole.values, range), part.values);
    const auto row_map = part.graph.row_map;
    Kokkos::parallel_for(
        "SparseConv::chunks::concatenate",
        Kokkos::RangePolicy<ExecutionSpace>(space, 0, part.numRows() + 1),
        KOKKOS_LAMBDA(const std::int64_t i) { whole.row_map(first + i) = offset + row_map(i); });
    first += part.numRows();
    offset = range.second;
  }
  return whole.matrix(parts.front().numCols());
}

}  // namespace SparseConv::Impl

#endif
