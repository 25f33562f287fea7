#include <SparseConv/mpi/agree.hpp>
#include <mpi/divide.hpp>
#include <rows/divide.hpp>
#include <utility>

namespace SparseConv::mpi::Impl {

Position scan_work(const Communicator& comm, const std::vector<std::int64_t>& work) {
  return scan(comm, agree(comm, [&] { return rows::sum_of_work(work); }));
}

Boundaries count_before_boundaries(const Communicator& comm,
                                   const std::vector<std::int64_t>& work) {
  const Position position = scan_work(comm, work);
  return agree(comm,
               [&] { return rows::divide(work, position.first, position.total, comm.size()); });
}

Boundaries divide_rows(const Communicator& comm, const RowGroups& groups, rows::RowRange rows) {
  Boundaries boundaries = count_before_boundaries(comm, groups.work);
  for (std::int64_t& boundary : boundaries) {  // becomes the number of rows before it
    const auto group = static_cast<std::size_t>(boundary);
    const bool all = group == groups.first_rows.size();
    boundary = (all ? rows.last : groups.first_rows[group]) - rows.first;
  }
  return sum(comm, std::move(boundaries));
}

}  // namespace SparseConv::mpi::Impl
