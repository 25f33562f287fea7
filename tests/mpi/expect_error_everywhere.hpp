#ifndef SPARSECONV_TESTS_MPI_EXPECT_ERROR_EVERYWHERE_HPP
#define SPARSECONV_TESTS_MPI_EXPECT_ERROR_EVERYWHERE_HPP

#include <SparseConv/mpi/Communicator.hpp>
#include <support/expect_error.hpp>

namespace SparseConv::Test {

/// Expects that `action` throws the same Error of the given cause on every rank, with `part` in it.
template <class Action>
void expect_error_everywhere(const mpi::Communicator& comm, const Action& action,
                             Error::Cause cause, const std::string& part) {
  std::string message;
  const auto noting = [&] {
    try {
      action();
    } catch (const Error& error) {
      message = error.what();
      throw;
    }
  };
  expect_error(noting, cause, part);
  char first[2048] = {};
  message.copy(first, sizeof(first) - 1);
  MPI_Bcast(first, sizeof(first), MPI_CHAR, 0, comm.get());
  EXPECT_EQ(message, first);
}

/// The beginning of a message about a rank.
inline std::string about_rank(const mpi::Communicator& comm, int rank) {
  return comm.size() == 1 ? "" : "rank " + std::to_string(rank) + ": ";
}

}  // namespace SparseConv::Test

#endif
