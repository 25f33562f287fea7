#ifndef SPARSECONV_MPI_REDUCE_HPP
#define SPARSECONV_MPI_REDUCE_HPP

#include <SparseConv/mpi/Communicator.hpp>
#include <cstdint>
#include <type_traits>
#include <utility>
#include <vector>

namespace SparseConv::mpi {
namespace Impl {

template <class Number>
std::vector<Number> combine(const Communicator& comm, std::vector<Number> numbers,
                            MPI_Op operation);

}  // namespace Impl

/// Combines the numbers of all ranks, element by element; collective. Every rank gives equally many
/// numbers: std::int64_t, std::uint64_t or double.
/// \param operation what combines two numbers, such as `MPI_SUM` or `MPI_MAX`
/// \return the same numbers on every rank
/// \throws Error (system) if MPI refuses
template <class Number>
[[nodiscard]] std::vector<Number> reduce(const Communicator& comm, std::vector<Number> numbers,
                                         MPI_Op operation) {
  static_assert(std::is_same_v<Number, std::int64_t> || std::is_same_v<Number, std::uint64_t> ||
                    std::is_same_v<Number, double>,
                "SparseConv: the numbers of ranks that are combined are std::int64_t, "
                "std::uint64_t or double.");
  return Impl::combine(comm, std::move(numbers), operation);
}

}  // namespace SparseConv::mpi

#endif
