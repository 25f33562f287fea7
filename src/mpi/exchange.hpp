#ifndef SPARSECONV_MPI_EXCHANGE_HPP
#define SPARSECONV_MPI_EXCHANGE_HPP

#include <SparseConv/mpi/Communicator.hpp>
#include <cstdint>
#include <vector>

namespace SparseConv::mpi::Impl {

/// Memory that MPI sends to a rank, or to which it writes what a rank sends.
struct Message {
  int rank;
  char* data;
  std::int64_t bytes;
};

/// The messages that this rank sends and receives.
struct Messages {
  std::vector<Message> sends;
  std::vector<Message> receives;
};

/// An exchange of messages with other ranks, in two steps. The constructor allocates memory, which
/// may fail on one rank alone. Only run() lets ranks wait for each other.
class Exchange {
 public:
  Exchange(const Communicator& comm, Messages messages);

  /// Sends and receives, in pieces no longer than the communicator allows; collective.
  void run();

 private:
  const Communicator* comm_;
  Messages messages_;
  std::vector<MPI_Request> requests_;  ///< one for each piece
};

}  // namespace SparseConv::mpi::Impl

#endif
