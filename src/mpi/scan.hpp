#ifndef SPARSECONV_MPI_SCAN_HPP
#define SPARSECONV_MPI_SCAN_HPP

#include <SparseConv/mpi/Communicator.hpp>
#include <cstdint>

namespace SparseConv::mpi::Impl {

/// Where the things of a rank begin among the things of all ranks, one after the other.
struct Position {
  std::int64_t first = 0;
  std::int64_t total = 0;
};

/// The position of this rank's `count` items; collective.
Position scan(const Communicator& comm, std::int64_t count);

}  // namespace SparseConv::mpi::Impl

#endif
