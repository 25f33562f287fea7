#ifndef SPARSECONV_MPI_TRANSFER_HPP
#define SPARSECONV_MPI_TRANSFER_HPP

#include <Kokkos_Core.hpp>
#include <SparseConv/mpi/gpu_aware.hpp>
#include <mpi/exchange.hpp>
#include <mpi/route.hpp>
#include <type_traits>
#include <utility>

namespace SparseConv::mpi::Impl {

/// The elements of a parcel of an array.
template <class View>
auto elements(const View& array, const Parcel& parcel) {
  return Kokkos::subview(array, Kokkos::make_pair(parcel.first, parcel.last));
}

/// Where an array is staged that MPI does not read where it is: memory that a device copies fast.
using StagingSpace = Kokkos::SharedHostPinnedSpace;

/// Whether an array is in memory of a device. The host can read that of some devices, but an MPI
/// that knows no devices may not.
template <class View>
constexpr bool on_device = !std::is_same_v<typename View::memory_space, Kokkos::HostSpace> &&
                           !std::is_same_v<typename View::memory_space, StagingSpace>;

/// Parcels of an array, and for each parcel the memory that MPI reads or writes: that of the array
/// if MPI can use it, else room for a copy on the host.
template <class View>
class MessageParcels {
 public:
  MessageParcels(const View& array, const std::vector<Parcel>& parcels) {
    for (const Parcel& parcel : parcels) {
      const Elements own = elements(array, parcel);
      pairs_.emplace_back(own, staged_ ? stage(own) : Staged());
      ranks_.push_back(parcel.rank);
    }
  }

  void add_messages(std::vector<Message>& messages) const {
    for (std::size_t i = 0; i < pairs_.size(); ++i) {
      const auto& [own, staged] = pairs_[i];
      auto* const data = staged_ ? staged.data() : own.data();
      messages.push_back({ranks_[i], reinterpret_cast<char*>(data),
                          static_cast<std::int64_t>(own.size() * sizeof(*data))});
    }
  }
  template <class ExecutionSpace>
  void copy_to_host(const ExecutionSpace& space) const {
    if (!staged_) return;
    for (const auto& [own, staged] : pairs_) Kokkos::deep_copy(space, staged, own);
  }
  template <class ExecutionSpace>
  void copy_from_host(const ExecutionSpace& space) const {
    if (!staged_) return;
    for (const auto& [own, staged] : pairs_) Kokkos::deep_copy(space, own, staged);
  }

 private:
  using Elements = decltype(elements(std::declval<View>(), Parcel()));

  using Staged = decltype(Kokkos::create_mirror_view(Kokkos::WithoutInitializing, StagingSpace(),
                                                     std::declval<const Elements&>()));

  static Staged stage(const Elements& own) {
    return Kokkos::create_mirror_view(Kokkos::WithoutInitializing, StagingSpace(), own);
  }

  bool staged_ = on_device<View> && !is_gpu_aware();
  std::vector<std::pair<Elements, Staged>> pairs_;
  std::vector<int> ranks_;
};

/// Moves an array along a route. Parcels for other ranks go through memory that MPI can use;
/// parcels that stay on this rank are copied.
template <class Source, class Target>
class Transfer {
 public:
  /// Has `space` copy parcels for other ranks to where MPI reads, and other parcels to their place.
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
  MessageParcels<Source> sent_;
  MessageParcels<Target> received_;
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
