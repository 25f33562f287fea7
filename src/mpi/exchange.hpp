#ifndef SPARSECONV_MPI_EXCHANGE_HPP
#define SPARSECONV_MPI_EXCHANGE_HPP

#include <SparseConv/mpi/Communicator.hpp>
#include <cstdint>
#include <vector>

namespace SparseConv::mpi::Impl {

/// Memory of the host that is sent to a rank, or into which is received from it.
struct Message {
  int rank;
  char* data;
  std::int64_t bytes;
};

/// Sends and receives messages, in pieces no longer than the communicator allows; collective.
void exchange(const Communicator& comm, const std::vector<Message>& sends,
              const std::vector<Message>& receives);

}  // namespace SparseConv::mpi::Impl

#endif
