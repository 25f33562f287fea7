#ifndef SPARSECONV_MPI_IMAGE_TOTALS_HPP
#define SPARSECONV_MPI_IMAGE_TOTALS_HPP

#include <SparseConv/mpi/agree.hpp>
#include <batch/image_totals.hpp>
#include <mpi/check.hpp>
#include <rows/RowRange.hpp>
#include <utility>

namespace SparseConv::mpi::Impl {

/// Passes the total of a divided image from rank to rank: down to the rank that has its last row,
/// where it is complete, and back up to all ranks that have rows of it.
///
///     rank 0   rows of image 0           total of rank 0's rows      ^ total of image 0
///              --- image 0 is divided               v                |
///     rank 1   rows of image 0           the same and rank 1's       ^
///              --- image 0 is divided               v                |
///     rank 2   the last rows of image 0  all rows of image 0: the total
class DividedTotal {
 public:
  /// \param rows of this rank
  DividedTotal(const Communicator& comm, rows::RowRange rows, std::int64_t height)
      : comm_(comm),
        begins_inside_(rows.first % height != 0),
        ends_inside_(rows.last % height != 0) {}

  /// Whether the last row of this rank is not the last one of an image.
  bool ends_inside() const { return ends_inside_; }

  double from_above() const { return begins_inside_ ? receive(comm_.rank() - 1) : 0.0; }
  void to_below(double total) const {
    if (ends_inside_) send(total, comm_.rank() + 1);
  }
  double from_below() const { return receive(comm_.rank() + 1); }
  void to_above(double total) const {
    if (begins_inside_) send(total, comm_.rank() - 1);
  }

 private:
  static constexpr int tag = 0;

  double receive(int rank) const {
    double total = 0;
    SPARSECONV_MPI(MPI_Recv, &total, 1, MPI_DOUBLE, rank, tag, comm_.get(), MPI_STATUS_IGNORE);
    return total;
  }
  void send(double total, int rank) const {
    SPARSECONV_MPI(MPI_Send, &total, 1, MPI_DOUBLE, rank, tag, comm_.get());
  }

  const Communicator& comm_;
  bool begins_inside_, ends_inside_;
};

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
  const DividedTotal divided(comm, rows, shape.height);
  double sum = divided.from_above();
  SparseConv::Impl::add_up_images(space, total, images, shape.width, of_rows, sum, totals);
  space.fence("SparseConv::mpi::image_totals");
  if (n > 0) Kokkos::deep_copy(sum, element(n - 1));
  divided.to_below(sum);
  if (divided.ends_inside()) {
    sum = divided.from_below();
    if (n > 0) Kokkos::deep_copy(element(n - 1), sum);
  }
  if (n > 0) Kokkos::deep_copy(sum, element(0));
  divided.to_above(sum);
  return totals;
}

}  // namespace SparseConv::mpi::Impl

#endif
