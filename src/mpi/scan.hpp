#ifndef SPARSECONV_MPI_SCAN_HPP
#define SPARSECONV_MPI_SCAN_HPP

#include <SparseConv/mpi/Communicator.hpp>
#include <cstdint>
#include <vector>

/// \file
/// Sums over the ranks.

namespace SparseConv::mpi::Impl {

/// Where the things of a rank begin among those of all ranks, one after the other.
struct Position {
  std::int64_t first = 0;
  std::int64_t total = 0;
};

/// The position of `count` things of this rank; collective.
Position scan(const Communicator& comm, std::int64_t count);

/// Adds up the numbers of all ranks, element by element; collective.
std::vector<std::int64_t> sum(const Communicator& comm, std::vector<std::int64_t> numbers);

}  // namespace SparseConv::mpi::Impl

#endif
