#include <SparseConv/mpi/agree.hpp>
#include <algorithm>
#include <mpi/check.hpp>
#include <mpi/exchange.hpp>

namespace SparseConv::mpi::Impl {
namespace {

constexpr int tag = 0;

/// Calls `transfer(rank, data, n_bytes)` for every piece of some messages.
template <class Transfer>
void for_each_piece(const std::vector<Message>& messages, std::int64_t max_bytes,
                    const Transfer& transfer) {
  for (const Message& message : messages)
    for (std::int64_t byte = 0; byte < message.bytes; byte += max_bytes)
      transfer(message.rank, message.data + byte,
               static_cast<int>(std::min(max_bytes, message.bytes - byte)));
}

std::size_t count_pieces(const std::vector<Message>& messages, std::int64_t max_bytes) {
  std::size_t n = 0;
  for_each_piece(messages, max_bytes, [&](int, char*, int) { ++n; });
  return n;
}

}  // namespace

void exchange(const Communicator& comm, const std::vector<Message>& sends,
              const std::vector<Message>& receives) {
  const std::int64_t limit = comm.max_message_bytes();
  auto requests = agree(comm, [&] {
    return std::vector<MPI_Request>(count_pieces(receives, limit) + count_pieces(sends, limit));
  });
  MPI_Request* request = requests.data();
  for_each_piece(receives, limit, [&](int rank, char* data, int n) {
    SPARSECONV_MPI(MPI_Irecv, data, n, MPI_BYTE, rank, tag, comm.get(), request++);
  });
  for_each_piece(sends, limit, [&](int rank, char* data, int n) {
    SPARSECONV_MPI(MPI_Isend, data, n, MPI_BYTE, rank, tag, comm.get(), request++);
  });
  SPARSECONV_MPI(MPI_Waitall, static_cast<int>(requests.size()), requests.data(),
                 MPI_STATUSES_IGNORE);
}

}  // namespace SparseConv::mpi::Impl
