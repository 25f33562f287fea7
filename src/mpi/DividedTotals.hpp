#ifndef SPARSECONV_MPI_DIVIDEDTOTALS_HPP
#define SPARSECONV_MPI_DIVIDEDTOTALS_HPP

#include <SparseConv/mpi/Communicator.hpp>
#include <mpi/check.hpp>
#include <rows/RowRange.hpp>
#include <vector>

namespace SparseConv::mpi::Impl {

/// Passes totals of a divided image from rank to rank: down to the rank that has its last row,
/// where they are complete, and back up to all ranks that have rows of it.
///
///     rank 0   rows of image 0           total of rank 0's rows      ^ total of image 0
///              --- image 0 is divided               v                |
///     rank 1   rows of image 0           the same and rank 1's       ^
///              --- image 0 is divided               v                |
///     rank 2   the last rows of image 0  all rows of image 0: the total
class DividedTotals {
 public:
  /// \param rows of this rank
  /// \param n    number of totals that an image has
  DividedTotals(const Communicator& comm, rows::RowRange rows, std::int64_t height,
                std::size_t n = 1)
      : comm_(comm),
        begins_inside_(rows.first % height != 0),
        ends_inside_(rows.last % height != 0),
        n_(n) {}

  /// Whether the first row of this rank is not the first one of an image.
  bool begins_inside() const { return begins_inside_; }
  /// Whether the last row of this rank is not the last one of an image.
  bool ends_inside() const { return ends_inside_; }

  /// The totals of the rows above this rank: zeros where an image begins.
  std::vector<double> from_above() const {
    return begins_inside_ ? receive(comm_.rank() - 1) : std::vector<double>(n_);
  }
  void to_below(const std::vector<double>& totals) const {
    if (ends_inside_) send(totals, comm_.rank() + 1);
  }
  std::vector<double> from_below() const { return receive(comm_.rank() + 1); }
  void to_above(const std::vector<double>& totals) const {
    if (begins_inside_) send(totals, comm_.rank() - 1);
  }

 private:
  static constexpr int tag = 0;

  std::vector<double> receive(int rank) const {
    std::vector<double> totals(n_);
    SPARSECONV_MPI(MPI_Recv, totals.data(), static_cast<int>(n_), MPI_DOUBLE, rank, tag,
                   comm_.get(), MPI_STATUS_IGNORE);
    return totals;
  }
  void send(const std::vector<double>& totals, int rank) const {
    SPARSECONV_MPI(MPI_Send, totals.data(), static_cast<int>(n_), MPI_DOUBLE, rank, tag,
                   comm_.get());
  }

  const Communicator& comm_;
  bool begins_inside_, ends_inside_;
  std::size_t n_;
};

}  // namespace SparseConv::mpi::Impl

#endif
