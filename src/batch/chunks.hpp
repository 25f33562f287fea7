#ifndef SPARSECONV_BATCH_CHUNKS_HPP
#define SPARSECONV_BATCH_CHUNKS_HPP

#include <SparseConv/Batch.hpp>
#include <batch/host_array.hpp>
#include <vector>

/// \file
/// Divides a batch into chunks of images, for methods that need more memory for more images.

namespace SparseConv::Impl {

/// The first image of each chunk and, as the last element, the number of images.
using Chunks = std::vector<std::int64_t>;

/// Divides `n` images into chunks. The sizes of the images of a chunk, `size_of(i)`, add up to at
/// most `most`; an image that is larger is a chunk of its own.
template <class SizeOf>
Chunks chunks_within(std::int64_t n, std::int64_t most, const SizeOf& size_of) {
  Chunks chunks{0};
  for (std::int64_t i = 0, sum = 0; i < n; ++i) {
    const std::int64_t size = size_of(i);
    if (i > chunks.back() && size > most - sum) {
      chunks.push_back(i);
      sum = 0;
    }
    sum += size;
  }
  if (n > 0) chunks.push_back(n);
  return chunks;
}

/// Images `first` to `last - 1`, which have the entries `begin` to `end - 1`. The result shares
/// entries and values with the batch.
template <class ExecutionSpace, class Matrix>
static Matrix slice_images(const ExecutionSpace& space, const Matrix& batch, std::int64_t first,
                           std::int64_t last, std::int64_t begin, std::int64_t end) {
  if (first == 0 && last == batch.numRows()) return batch;
  using RowMap = typename Matrix::row_map_type::non_const_type;
  const auto all = batch.graph.row_map;
  const auto row_map = allocate<RowMap>(space, "SparseConv::chunks::row_map", last - first + 1);
  Kokkos::parallel_for(
      "SparseConv::chunks::row_map", Range<ExecutionSpace>(space, 0, last - first + 1),
      KOKKOS_LAMBDA(const std::int64_t i) { row_map(i) = all(first + i) - begin; });
  using Ordinal = typename Matrix::non_const_ordinal_type;
  const auto range = Kokkos::make_pair(begin, end);
  return Matrix("SparseConv::batch", static_cast<Ordinal>(last - first), batch.numCols(),
                end - begin, Kokkos::subview(batch.values, range), row_map,
                Kokkos::subview(batch.graph.entries, range));
}

/// The same where the host does not know which entries the images have: the call waits for `space`.
template <class ExecutionSpace, class Matrix>
Matrix slice_images(const ExecutionSpace& space, const Matrix& batch, std::int64_t first,
                    std::int64_t last) {
  if (first == 0 && last == batch.numRows()) return batch;
  const auto offsets =
      copy_to_host(space, Kokkos::subview(batch.graph.row_map, Kokkos::make_pair(first, last + 1)));
  return slice_images(space, batch, first, last, offsets.front(), offsets.back());
}

/// The images of all batches, one after the other, in memory from a ResultPool.
template <class ExecutionSpace, class Matrix, class Results>
static Matrix concatenate(const ExecutionSpace& space, const std::vector<Matrix>& batches,
                          Results& results) {
  if (batches.size() == 1) return batches.front();
  std::int64_t n = 0, nnz = 0;
  for (const Matrix& batch : batches) {
    n += batch.numRows();
    nnz += batch.nnz();
  }
  const auto whole = results.arrays(space, results.row_map(space, n), nnz);
  std::int64_t first = 0, offset = 0;
  for (const Matrix& batch : batches) {
    const auto range = Kokkos::make_pair(offset, offset + static_cast<std::int64_t>(batch.nnz()));
    Kokkos::deep_copy(space, Kokkos::subview(whole.entries, range), batch.graph.entries);
    Kokkos::deep_copy(space, Kokkos::subview(whole.values, range), batch.values);
    const auto row_map = batch.graph.row_map;
    Kokkos::parallel_for(
        "SparseConv::chunks::concatenate", Range<ExecutionSpace>(space, 0, batch.numRows() + 1),
        KOKKOS_LAMBDA(const std::int64_t i) { whole.row_map(first + i) = offset + row_map(i); });
    first += batch.numRows();
    offset = range.second;
  }
  return whole.matrix(batches.front().numCols());
}

}  // namespace SparseConv::Impl

#endif
