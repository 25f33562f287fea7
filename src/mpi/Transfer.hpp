#ifndef SPARSECONV_MPI_TRANSFER_HPP
#define SPARSECONV_MPI_TRANSFER_HPP

#include <Kokkos_Core.hpp>
#include <mpi/exchange.hpp>
#include <mpi/route.hpp>
#include <utility>

namespace SparseConv::mpi::Impl {

/// The elements of a parcel of an array.
template <class View>
auto elements(const View& array, const Parcel& parcel) {
  return Kokkos::subview(array, Kokkos::make_pair(parcel.first, parcel.last));
}

/// Copies between an array and memory of the host, unless both are the same memory.
template <class ExecutionSpace, class Target, class Source>
void copy_unless_same(const ExecutionSpace& space, const Target& target, const Source& source) {
  if (target.data() != source.data()) Kokkos::deep_copy(space, target, source);
}

/// Parcels of an array, and for each parcel the memory of the host that MPI reads or writes: the
/// memory of the array if that is on the host, else room for a copy.
template <class View>
class HostParcels {
 public:
  HostParcels(const View& array, const std::vector<Parcel>& parcels) {
    for (const Parcel& parcel : parcels) {
      const Elements own = elements(array, parcel);
      pairs_.emplace_back(own, Kokkos::create_mirror_view(Kokkos::WithoutInitializing, own));
      ranks_.push_back(parcel.rank);
    }
  }

  void add_messages(std::vector<Message>& messages) const {
    for (std::size_t i = 0; i < pairs_.size(); ++i) {
      const Host& host = pairs_[i].second;
      messages.push_back({ranks_[i], reinterpret_cast<char*>(host.data()),
                          static_cast<std::int64_t>(host.size() * sizeof(*host.data()))});
    }
  }
  template <class ExecutionSpace>
  void copy_to_host(const ExecutionSpace& space) const {
    for (const auto& [own, host] : pairs_) copy_unless_same(space, host, own);
  }
  template <class ExecutionSpace>
  void copy_from_host(const ExecutionSpace& space) const {
    for (const auto& [own, host] : pairs_) copy_unless_same(space, own, host);
  }

 private:
  using Elements = decltype(elements(std::declval<View>(), Parcel()));
  using Host = decltype(Kokkos::create_mirror_view(Kokkos::WithoutInitializing,
                                                   std::declval<const Elements&>()));

  std::vector<std::pair<Elements, Host>> pairs_;
  std::vector<int> ranks_;
};

/// Moves an array along a route. Parcels for other ranks go through memory of the host; parcels
/// that stay on this rank are copied.
template <class Source, class Target>
class Transfer {
 public:
  /// Has `space` copy parcels for other ranks to the host, and other parcels to their place.
  /// Messages can be exchanged after a fence.
  template <class ExecutionSpace>
  Transfer(const ExecutionSpace& space, int rank, const Route& route, const Source& source,
           const Target& target)
      : sent_(source, without_rank(route.sends, rank)),
        received_(target, without_rank(route.receives, rank)) {
    sent_.copy_to_host(space);
    const auto from = with_rank(route.sends, rank), to = with_rank(route.receives, rank);
    for (std::size_t i = 0; i < from.size(); ++i)
      Kokkos::deep_copy(space, elements(target, to[i]), elements(source, from[i]));
  }

  void add_messages(Messages& messages) const {
    sent_.add_messages(messages.sends);
    received_.add_messages(messages.receives);
  }

  /// Has `space` copy the received parcels to their place.
  template <class ExecutionSpace>
  void finish(const ExecutionSpace& space) const {
    received_.copy_from_host(space);
  }

 private:
  HostParcels<Source> sent_;
  HostParcels<Target> received_;
};

/// The exchange of the messages of some transfers.
template <class... Transfers>
Exchange exchange_of(const Communicator& comm, const Transfers&... transfers) {
  Messages messages;
  (transfers.add_messages(messages), ...);
  return Exchange(comm, std::move(messages));
}

}  // namespace SparseConv::mpi::Impl

#endif
