#include <mpi/check.hpp>
#include <mpi/scan.hpp>

namespace SparseConv::mpi::Impl {

Position scan(const Communicator& comm, std::int64_t count) {
  Position position;
  SPARSECONV_MPI(MPI_Exscan, &count, &position.first, 1, MPI_INT64_T, MPI_SUM, comm.get());
  if (comm.rank() == 0) position.first = 0;  // MPI leaves it undefined there
  SPARSECONV_MPI(MPI_Allreduce, &count, &position.total, 1, MPI_INT64_T, MPI_SUM, comm.get());
  return position;
}

std::vector<std::int64_t> sum(const Communicator& comm, std::vector<std::int64_t> numbers) {
  SPARSECONV_MPI(MPI_Allreduce, MPI_IN_PLACE, numbers.data(), static_cast<int>(numbers.size()),
                 MPI_INT64_T, MPI_SUM, comm.get());
  return numbers;
}

}  // namespace SparseConv::mpi::Impl
