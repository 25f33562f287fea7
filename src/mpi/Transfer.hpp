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

/// Parcels of an array, and the memory of them that MPI reads or writes: that of the array or, once
/// they are staged, a room on the host in which they lie one after the other.
template <class View>
class MessageParcels {
 public:
  using Room = Kokkos::View<typename View::non_const_value_type*, StagingSpace>;

  MessageParcels(const View& array, std::vector<Parcel> parcels)
      : array_(array), parcels_(std::move(parcels)), packed_(packed(parcels_, sizes(parcels_))) {}

  std::int64_t size() const { return size_of(packed_); }
  void stage_in(const Room& room) { room_ = room; }

  void add_messages(std::vector<Message>& messages) const {
    for (std::size_t i = 0; i < parcels_.size(); ++i)
      messages.push_back(staged() ? message(room_, packed_[i]) : message(array_, parcels_[i]));
  }
  template <class ExecutionSpace>
  void copy_to_host(const ExecutionSpace& space) const {
    for (std::size_t i = 0; staged() && i < parcels_.size(); ++i)
      Kokkos::deep_copy(space, elements(room_, packed_[i]), elements(array_, parcels_[i]));
  }
  template <class ExecutionSpace>
  void copy_from_host(const ExecutionSpace& space) const {
    for (std::size_t i = 0; staged() && i < parcels_.size(); ++i)
      Kokkos::deep_copy(space, elements(array_, parcels_[i]), elements(room_, packed_[i]));
  }

 private:
  bool staged() const { return room_.data() != nullptr; }

  static std::vector<std::int64_t> sizes(const std::vector<Parcel>& parcels) {
    std::vector<std::int64_t> sizes;
    for (const Parcel& parcel : parcels) sizes.push_back(parcel.last - parcel.first);
    return sizes;
  }

  template <class Memory>
  static Message message(const Memory& memory, const Parcel& parcel) {
    auto* const data = memory.data() + parcel.first;
    const std::int64_t n = parcel.last - parcel.first;
    return {parcel.rank, reinterpret_cast<char*>(data),
            n * static_cast<std::int64_t>(sizeof(*data))};
  }

  View array_;
  Room room_;
  std::vector<Parcel> parcels_, packed_;
};

/// Moves an array along a route. Parcels for other ranks go through memory that MPI can use;
/// parcels that stay on this rank are copied.
template <class Source, class Target>
class Transfer {
 public:
  /// Has `space` copy parcels for other ranks to where MPI reads, and other parcels to their place.
  /// Messages can be exchanged after a fence.
  /// \param staged whether MPI reads and writes copies on the host
  template <class ExecutionSpace>
  Transfer(const ExecutionSpace& space, int rank, const Route& route, const Source& source,
           const Target& target, bool staged = on_device<Target> && !is_gpu_aware())
      : sent_(source, without_rank(route.sends, rank)),
        received_(target, without_rank(route.receives, rank)) {
    if (staged) stage();
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
  /// One room for all parcels: allocating pinned memory and freeing it waits for the device.
  void stage() {
    const std::int64_t n_sent = sent_.size(), n = n_sent + received_.size();
    const typename MessageParcels<Target>::Room room(
        Kokkos::view_alloc(Kokkos::WithoutInitializing, "SparseConv::mpi::staged"), n);
    sent_.stage_in(Kokkos::subview(room, Kokkos::make_pair(std::int64_t(0), n_sent)));
    received_.stage_in(Kokkos::subview(room, Kokkos::make_pair(n_sent, n)));
  }

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
