#include <SparseConv/Error.hpp>
#include <SparseConv/mpi/agree.hpp>
#include <SparseConv/mpi/reduce.hpp>
#include <limits>
#include <mpi/divide.hpp>
#include <rows/divide.hpp>

namespace SparseConv::mpi::Impl {

Position scan_work(const Communicator& comm, const std::vector<std::int64_t>& work) {
  const std::int64_t own = agree(comm, [&] { return rows::sum_of_work(work); });
  const Position position = scan(comm, own);
  agree(comm, [&] {  // the first rank at which the sum is too large has a right sum before it
    SPARSECONV_THROW_IF(
        position.first < 0 || own > std::numeric_limits<std::int64_t>::max() - position.first,
        input, "the work of all ranks is above 2^63 - 1: measure it in larger units");
  });
  return position;
}

Boundaries count_before_boundaries(const Communicator& comm,
                                   const std::vector<std::int64_t>& work) {
  const Position position = scan_work(comm, work);
  return agree(comm,
               [&] { return rows::divide(work, position.first, position.total, comm.size()); });
}

Boundaries divide_rows(const Communicator& comm, const RowGroups& groups, rows::RowRange rows) {
  const Boundaries before = count_before_boundaries(comm, groups.work);
  return reduce(comm,
                agree(comm, [&] { return rows::rows_before(before, groups.first_rows, rows); }),
                MPI_SUM);
}

}  // namespace SparseConv::mpi::Impl
