#ifndef SPARSECONV_BATCH_CROP_HPP
#define SPARSECONV_BATCH_CROP_HPP

#include <batch/allocate.hpp>
#include <batch/entries_before.hpp>

namespace SparseConv::Impl {

/// Some rows of sorted images. The result shares entries and values with the images, and begins
/// with the same image.
/// \param have the rows of `images`
/// \param rows the rows of the result, all of them in `have`
/// \param n    number of images of the result: enough to include the last image that has some of
///             `rows`
template <class ExecutionSpace, class Matrix>
static Matrix crop(const ExecutionSpace& space, const Matrix& images, ImageShape shape,
                   rows::RowRange have, rows::RowRange rows, std::int64_t n) {
  if (have == rows) return images;
  using Ordinal = typename Matrix::non_const_ordinal_type;
  using RowMap = typename Matrix::row_map_type::non_const_type;
  const auto ends = entries_before(space, images, shape, have, {rows.first, rows.last});
  const std::int64_t first = ends[0], last = ends[1];
  const auto all = images.graph.row_map;
  const auto row_map = allocate<RowMap>(space, "SparseConv::batch::row_map", n + 1);
  Kokkos::parallel_for(
      "SparseConv::batch::crop", Range<ExecutionSpace>(space, 0, n + 1),
      KOKKOS_LAMBDA(const std::int64_t i) {
        row_map(i) = Kokkos::clamp(all(i), first, last) - first;
      });
  const auto range = Kokkos::make_pair(first, last);
  return Matrix("SparseConv::batch", static_cast<Ordinal>(n), images.numCols(), last - first,
                Kokkos::subview(images.values, range), row_map,
                Kokkos::subview(images.graph.entries, range));
}

}  // namespace SparseConv::Impl

#endif
