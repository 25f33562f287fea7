#ifndef SPARSECONV_MPI_VALIDATE_HPP
#define SPARSECONV_MPI_VALIDATE_HPP

#include <SparseConv/Error.hpp>
#include <algorithm>
#include <batch/host_array.hpp>
#include <mpi/batch_rows.hpp>
#include <string>

namespace SparseConv::mpi::Impl {

using SparseConv::Impl::copy_to_host;
using SparseConv::Impl::Range;

/// The number of the first entry whose column is outside [first, last), or the number of entries if
/// there is none.
template <class ExecutionSpace, class Columns>
static std::int64_t find_outside(const ExecutionSpace& space, const Columns& columns,
                                 std::int64_t first, std::int64_t last) {
  const auto n = static_cast<std::int64_t>(columns.extent(0));
  std::int64_t found = n;
  Kokkos::parallel_reduce(
      "SparseConv::mpi::find_outside", Range<ExecutionSpace>(space, 0, n),
      KOKKOS_LAMBDA(const std::int64_t k, std::int64_t& least) {
        if ((columns(k) < first || columns(k) >= last) && k < least) least = k;
      },
      Kokkos::Min<std::int64_t>(found));
  return std::min(found, n);  // where there is none, Kokkos::Min leaves the largest number
}

/// \param image the number of the image among the images of all ranks
/// \throws Error (input) if this rank has entries of the image outside the rank's rows
template <class ExecutionSpace, class Scalar, class Ordinal>
void check_rows_of_image(const ExecutionSpace& space,
                         const DistributedBatch<Scalar, Ordinal, ExecutionSpace>& batch,
                         std::int64_t image) {
  const auto [height, width] = batch.image_shape;
  const std::int64_t i = image - batch.first_image(), top = image * height;
  const auto ends =
      copy_to_host(space, Kokkos::subview(batch.local.graph.row_map, Kokkos::make_pair(i, i + 2)));
  const auto columns =
      Kokkos::subview(batch.local.graph.entries, Kokkos::make_pair(ends[0], ends[1]));
  const auto rows = rows::intersect(own_rows(batch), {top, top + height});
  const std::int64_t first = (rows.first - top) * width, last = (rows.last - top) * width;
  const std::int64_t k = find_outside(space, columns, first, last);
  if (k == ends[1] - ends[0]) return;
  const std::int64_t column =
      copy_to_host(space, Kokkos::subview(columns, Kokkos::make_pair(k, k + 1)))[0];
  SPARSECONV_THROW(
      input, "image " + std::to_string(image) + " is divided, and this rank has rows " +
                 std::to_string(rows.first - top) + " to " + std::to_string(rows.last - top - 1) +
                 " of it, but entry " + std::to_string(k) + " has column " +
                 std::to_string(column) + ", which is in row " + std::to_string(column / width));
}

/// Checks the images of a rank as the public validate() does, and checks that their entries are in
/// the rows of the rank.
template <class ExecutionSpace, class Scalar, class Ordinal>
BatchOrder check_batch(const ExecutionSpace& space,
                       const DistributedBatch<Scalar, Ordinal, ExecutionSpace>& batch) {
  const std::int64_t height = batch.image_shape.height;
  SPARSECONV_THROW_IF(height < 1, input, "the batch has no images: make it with as_distributed");
  const BatchOrder order = validate(space, batch.local, batch.image_shape);
  const auto images = rows::images_of(own_rows(batch), height);
  SPARSECONV_THROW_IF(images.size() != static_cast<std::int64_t>(batch.local.numRows()), input,
                      "the batch has " + std::to_string(batch.local.numRows()) +
                          " images, but its rows are of " + std::to_string(images.size()) +
                          ": make it with as_distributed");
  if (images.size() == 0) return order;
  if (batch.first_row % height != 0) check_rows_of_image(space, batch, images.first);
  if (batch.end_row % height != 0) check_rows_of_image(space, batch, images.last - 1);
  return order;
}

}  // namespace SparseConv::mpi::Impl

#endif
