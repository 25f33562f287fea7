#include <SparseConv/mpi/reduce.hpp>
#include <algorithm>
#include <cstdint>
#include <mpi/check.hpp>
#include <type_traits>

namespace SparseConv::mpi {
namespace {

template <class Number>
MPI_Datatype type_of() {
  if constexpr (std::is_same_v<Number, double>) return MPI_DOUBLE;
  return std::is_signed_v<Number> ? MPI_INT64_T : MPI_UINT64_T;
}

}  // namespace

namespace Impl {

template <class Number>
std::vector<Number> combine(const Communicator& comm, std::vector<Number> numbers,
                            MPI_Op operation) {
  const auto bytes = static_cast<std::size_t>(comm.max_message_bytes());
  const std::size_t most = std::max<std::size_t>(1, bytes / sizeof(Number));
  for (std::size_t first = 0; first < numbers.size(); first += most)
    SPARSECONV_MPI(MPI_Allreduce, MPI_IN_PLACE, numbers.data() + first,
                   static_cast<int>(std::min(most, numbers.size() - first)), type_of<Number>(),
                   operation, comm.get());
  return numbers;
}

template std::vector<std::int64_t> combine(const Communicator&, std::vector<std::int64_t>, MPI_Op);
template std::vector<std::uint64_t> combine(const Communicator&, std::vector<std::uint64_t>,
                                            MPI_Op);
template std::vector<double> combine(const Communicator&, std::vector<double>, MPI_Op);

}  // namespace Impl

}  // namespace SparseConv::mpi
