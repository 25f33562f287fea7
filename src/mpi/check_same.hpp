#ifndef SPARSECONV_MPI_CHECK_SAME_HPP
#define SPARSECONV_MPI_CHECK_SAME_HPP

#include <SparseConv/mpi/Communicator.hpp>
#include <cstdint>
#include <string>
#include <vector>

namespace SparseConv::mpi::Impl {

/// Checks what has to be the same on every rank, before ranks that go by different numbers wait for
/// one another; collective. Every rank gives equally many numbers.
/// \param what the name of what the numbers stand for, for the message
/// \throws Error (input) on every rank unless all ranks give the same numbers
void check_same(const Communicator& comm, const std::vector<std::int64_t>& numbers,
                const std::string& what);

}  // namespace SparseConv::mpi::Impl

#endif
