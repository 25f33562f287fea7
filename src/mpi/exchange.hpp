#ifndef SPARSECONV_MPI_EXCHANGE_HPP
#define SPARSECONV_MPI_EXCHANGE_HPP

#include <SparseConv/mpi/Communicator.hpp>
#include <mpi/route.hpp>

namespace SparseConv::mpi::Impl {

/// Sends and receives items of `item_bytes` bytes along a route, in messages no longer than the
/// communicator allows; collective.
void exchange_bytes(const Communicator& comm, const Route& route, const void* source, void* target,
                    std::int64_t item_bytes);

template <class Item>
void exchange(const Communicator& comm, const Route& route, const Item* source, Item* target) {
  exchange_bytes(comm, route, source, target, sizeof(Item));
}

/// Sends and receives numbers along a route; collective.
std::vector<std::int64_t> exchange_numbers(const Communicator& comm, const Route& route,
                                           const std::vector<std::int64_t>& numbers);

}  // namespace SparseConv::mpi::Impl

#endif
