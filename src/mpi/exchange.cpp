#include <SparseConv/mpi/agree.hpp>
#include <algorithm>
#include <mpi/check.hpp>
#include <mpi/exchange.hpp>

namespace SparseConv::mpi::Impl {
namespace {

constexpr int tag = 0;

/// Calls `message(rank, first_byte, n_bytes)` for every message that the parcels make.
template <class Message>
void for_each_message(const std::vector<Parcel>& parcels, std::int64_t item_bytes,
                      std::int64_t max_bytes, const Message& message) {
  for (const Parcel& parcel : parcels) {
    const std::int64_t end = parcel.last * item_bytes;
    for (std::int64_t byte = parcel.first * item_bytes; byte < end; byte += max_bytes)
      message(parcel.rank, byte, static_cast<int>(std::min(max_bytes, end - byte)));
  }
}

std::size_t count_messages(const std::vector<Parcel>& parcels, std::int64_t item_bytes,
                           std::int64_t max_bytes) {
  std::size_t n = 0;
  for_each_message(parcels, item_bytes, max_bytes, [&](int, std::int64_t, int) { ++n; });
  return n;
}

}  // namespace

void exchange_bytes(const Communicator& comm, const Route& route, const void* source, void* target,
                    std::int64_t item_bytes) {
  const std::int64_t limit = comm.max_message_bytes();
  auto requests = agree(comm, [&] {
    return std::vector<MPI_Request>(count_messages(route.receives, item_bytes, limit) +
                                    count_messages(route.sends, item_bytes, limit));
  });
  MPI_Request* request = requests.data();
  for_each_message(route.receives, item_bytes, limit, [&](int rank, std::int64_t byte, int n) {
    SPARSECONV_MPI(MPI_Irecv, static_cast<char*>(target) + byte, n, MPI_BYTE, rank, tag, comm.get(),
                   request++);
  });
  for_each_message(route.sends, item_bytes, limit, [&](int rank, std::int64_t byte, int n) {
    SPARSECONV_MPI(MPI_Isend, static_cast<const char*>(source) + byte, n, MPI_BYTE, rank, tag,
                   comm.get(), request++);
  });
  SPARSECONV_MPI(MPI_Waitall, static_cast<int>(requests.size()), requests.data(),
                 MPI_STATUSES_IGNORE);
}

std::vector<std::int64_t> exchange_numbers(const Communicator& comm, const Route& route,
                                           const std::vector<std::int64_t>& numbers) {
  const std::int64_t n = route.receives.empty() ? 0 : route.receives.back().last;
  auto received = agree(comm, [&] { return std::vector<std::int64_t>(n); });
  exchange(comm, route, numbers.data(), received.data());
  return received;
}

}  // namespace SparseConv::mpi::Impl
