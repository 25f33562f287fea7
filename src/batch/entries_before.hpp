#ifndef SPARSECONV_BATCH_ENTRIES_BEFORE_HPP
#define SPARSECONV_BATCH_ENTRIES_BEFORE_HPP

#include <SparseConv/Batch.hpp>
#include <batch/host_array.hpp>
#include <batch/offsets.hpp>
#include <rows/RowRange.hpp>

namespace SparseConv::Impl {

/// Finds where rows begin among the entries of a batch.
/// \param have the rows of the batch
/// \param rows the rows to find. A row in `have` that is not the first of its image is found only
///             if the columns of the image are sorted.
/// \return the number of entries before each row
template <class ExecutionSpace, class Matrix>
static std::vector<std::int64_t> entries_before(const ExecutionSpace& space, const Matrix& batch,
                                                ImageShape shape, rows::RowRange have,
                                                const std::vector<std::int64_t>& rows) {
  const auto n = static_cast<std::int64_t>(rows.size());
  const auto numbers = copy_to_space(space, "SparseConv::batch::rows", rows);
  const auto row_map = batch.graph.row_map;
  const auto entries = batch.graph.entries;
  const std::int64_t nnz = batch.nnz(), first_image = have.first / shape.height;
  Kokkos::parallel_for(
      "SparseConv::batch::entries_before", Range<ExecutionSpace>(space, 0, n),
      KOKKOS_LAMBDA(const std::int64_t i) {
        const std::int64_t row = numbers(i), y = row % shape.height;
        const std::int64_t image = row / shape.height - first_image;
        if (row <= have.first)
          numbers(i) = 0;
        else if (row >= have.last)
          numbers(i) = nnz;
        else if (y == 0)
          numbers(i) = row_map(image);
        else
          numbers(i) = lower_bound(entries, row_map(image), row_map(image + 1), y * shape.width);
      });
  return copy_to_host(space, numbers);
}

}  // namespace SparseConv::Impl

#endif
