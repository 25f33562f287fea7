#include <algorithm>
#include <mpi/check.hpp>
#include <mpi/exchange.hpp>
#include <utility>

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

Exchange::Exchange(const Communicator& comm, Messages messages)
    : comm_(&comm),
      messages_(std::move(messages)),
      requests_(count_pieces(messages_.receives, comm.max_message_bytes()) +
                count_pieces(messages_.sends, comm.max_message_bytes())) {}

void Exchange::run() {
  MPI_Request* request = requests_.data();
  for_each_piece(messages_.receives, comm_->max_message_bytes(), [&](int rank, char* data, int n) {
    SPARSECONV_MPI(MPI_Irecv, data, n, MPI_BYTE, rank, tag, comm_->get(), request++);
  });
  for_each_piece(messages_.sends, comm_->max_message_bytes(), [&](int rank, char* data, int n) {
    SPARSECONV_MPI(MPI_Isend, data, n, MPI_BYTE, rank, tag, comm_->get(), request++);
  });
  SPARSECONV_MPI(MPI_Waitall, static_cast<int>(requests_.size()), requests_.data(),
                 MPI_STATUSES_IGNORE);
}

}  // namespace SparseConv::mpi::Impl
