#include <SparseConv/Error.hpp>
#include <SparseConv/mpi/reduce.hpp>
#include <mpi/check_same.hpp>

namespace SparseConv::mpi::Impl {

void check_same(const Communicator& comm, const std::vector<std::int64_t>& numbers,
                const std::string& what) {
  // The complement of the greatest complement is the least number.
  std::vector<std::int64_t> both = numbers;
  for (const std::int64_t number : numbers) both.push_back(~number);
  const std::vector<std::int64_t> greatest = reduce(comm, both, MPI_MAX);
  for (std::size_t i = 0; i < numbers.size(); ++i)
    SPARSECONV_THROW_IF(greatest[i] != ~greatest[numbers.size() + i], input,
                        what + " must be the same on every rank");
}

}  // namespace SparseConv::mpi::Impl
