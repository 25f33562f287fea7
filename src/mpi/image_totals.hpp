#ifndef SPARSECONV_MPI_IMAGE_TOTALS_HPP
#define SPARSECONV_MPI_IMAGE_TOTALS_HPP

#include <SparseConv/mpi/agree.hpp>
#include <batch/image_totals.hpp>
#include <mpi/DividedTotals.hpp>
#include <rows/RowRange.hpp>
#include <utility>

namespace SparseConv::mpi::Impl {

/// The totals of the images of which this rank has rows; collective. Those of divided images are
/// the ones that a rank with the whole image finds, bit by bit.
/// \param images of this rank, sorted, with the entries in its rows alone
/// \param rows   of this rank
template <class ExecutionSpace, class Matrix>
SparseConv::Impl::Totals<ExecutionSpace> find_totals(const Communicator& comm,
                                                     const ExecutionSpace& space,
                                                     const SparseConv::Impl::Total& total,
                                                     const Matrix& images, ImageShape shape,
                                                     rows::RowRange rows) {
  const auto [of_rows, totals] = agree(comm, [&] {
    return std::pair(SparseConv::Impl::find_row_totals(space, total, images, shape.width),
                     SparseConv::Impl::make_totals(space, images));
  });
  const auto n = static_cast<std::int64_t>(images.numRows());
  const auto element = [&totals = totals](std::int64_t i) { return Kokkos::subview(totals, i); };
  const DividedTotals divided(comm, rows, shape.height);
  double sum = divided.from_above().front();
  SparseConv::Impl::add_up_images(space, total, images, shape.width, of_rows, sum, totals);
  if (!divided.begins_inside() && !divided.ends_inside()) return totals;
  space.fence("SparseConv::mpi::image_totals");
  if (n > 0) Kokkos::deep_copy(sum, element(n - 1));
  divided.to_below({sum});
  if (divided.ends_inside()) {
    sum = divided.from_below().front();
    if (n > 0) Kokkos::deep_copy(element(n - 1), sum);
  }
  if (n > 0) Kokkos::deep_copy(sum, element(0));
  divided.to_above({sum});
  return totals;
}

}  // namespace SparseConv::mpi::Impl

#endif
