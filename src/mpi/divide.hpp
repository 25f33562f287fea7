#ifndef SPARSECONV_MPI_DIVIDE_HPP
#define SPARSECONV_MPI_DIVIDE_HPP

#include <SparseConv/mpi/Communicator.hpp>
#include <SparseConv/mpi/partition.hpp>
#include <mpi/scan.hpp>
#include <rows/RowRange.hpp>
#include <vector>

/// \file
/// Divides the rows of all ranks by their work.

namespace SparseConv::mpi::Impl {

/// The rows of a rank in groups that stay together: all rows of an image or, of an image that is to
/// be divided, the rows down to the next row with entries.
struct RowGroups {
  std::vector<std::int64_t> first_rows;  ///< the first row of each group
  std::vector<std::int64_t> work;        ///< the work of each group
};

/// The position of this rank's work in the work of all ranks; collective.
/// \throws Error (input) as rows::sum_of_work() does
Position scan_work(const Communicator& comm, const std::vector<std::int64_t>& work);

/// Divides the items of all ranks by their work; collective.
/// \param work the work of each item of this rank
/// \return how many items of this rank lie before the boundary of each rank
/// \throws Error as scan_work() does
Boundaries count_before_boundaries(const Communicator& comm, const std::vector<std::int64_t>& work);

/// Divides the rows of all ranks such that all have nearly the same work; collective.
/// \param groups of this rank
/// \param rows   of this rank
/// \return the boundaries of rows
Boundaries divide_rows(const Communicator& comm, const RowGroups& groups, rows::RowRange rows);

}  // namespace SparseConv::mpi::Impl

#endif
