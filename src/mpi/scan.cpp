#include <SparseConv/mpi/reduce.hpp>
#include <mpi/check.hpp>
#include <mpi/scan.hpp>

namespace SparseConv::mpi::Impl {

Position scan(const Communicator& comm, std::int64_t count) {
  Position position;
  SPARSECONV_MPI(MPI_Exscan, &count, &position.first, 1, MPI_INT64_T, MPI_SUM, comm.get());
  if (comm.rank() == 0) position.first = 0;  // MPI leaves it undefined there
  position.total = reduce<std::int64_t>(comm, {count}, MPI_SUM)[0];
  return position;
}

}  // namespace SparseConv::mpi::Impl
