#ifndef SPARSECONV_MPI_EXCHANGE_ARRAY_HPP
#define SPARSECONV_MPI_EXCHANGE_ARRAY_HPP

#include <Kokkos_Core.hpp>
#include <SparseConv/mpi/agree.hpp>
#include <mpi/exchange.hpp>
#include <mpi/host_array.hpp>
#include <mpi/route.hpp>
#include <utility>

namespace SparseConv::mpi::Impl {

/// The elements of an array that a parcel has.
template <class View>
auto elements(const View& array, const Parcel& parcel) {
  return Kokkos::subview(array, Kokkos::make_pair(parcel.first, parcel.last));
}

/// Parcels of an array, and for each the memory of the host that MPI reads or writes: the array's
/// own if it is memory of the host, else room for a copy.
template <class View>
class HostParcels {
 public:
  HostParcels(const View& array, const std::vector<Parcel>& parcels) {
    for (const Parcel& parcel : parcels) {
      const Elements own = elements(array, parcel);
      const Host host = Kokkos::create_mirror_view(Kokkos::WithoutInitializing, own);
      pairs_.emplace_back(own, host);
      messages_.push_back(
          {parcel.rank, reinterpret_cast<char*>(host.data()),
           parcel.size() * static_cast<std::int64_t>(sizeof(typename View::value_type))});
    }
  }

  const std::vector<Message>& messages() const { return messages_; }

  template <class ExecutionSpace>
  void copy_to_host(const ExecutionSpace& space) const {
    for (const auto& [own, host] : pairs_) copy(space, host, own);
  }
  template <class ExecutionSpace>
  void copy_from_host(const ExecutionSpace& space) const {
    for (const auto& [own, host] : pairs_) copy(space, own, host);
  }

 private:
  using Elements = decltype(elements(std::declval<View>(), Parcel()));
  using Host = decltype(Kokkos::create_mirror_view(Kokkos::WithoutInitializing,
                                                   std::declval<const Elements&>()));

  template <class ExecutionSpace, class Target, class Source>
  static void copy(const ExecutionSpace& space, const Target& target, const Source& source) {
    if (target.data() != source.data()) Kokkos::deep_copy(space, target, source);
  }

  std::vector<std::pair<Elements, Host>> pairs_;
  std::vector<Message> messages_;
};

/// Moves elements of an array along a route, those for other ranks through memory of the host;
/// collective.
template <class ExecutionSpace, class Source, class Target>
void exchange_array(const Communicator& comm, const ExecutionSpace& space, const Route& route,
                    const Source& source, const Target& target) {
  const int me = comm.rank();
  const auto [sent, received] = agree(comm, [&] {
    auto parcels = std::pair(HostParcels(source, without_rank(route.sends, me)),
                             HostParcels(target, without_rank(route.receives, me)));
    parcels.first.copy_to_host(space);
    const auto from = with_rank(route.sends, me), to = with_rank(route.receives, me);
    for (std::size_t i = 0; i < from.size(); ++i)
      Kokkos::deep_copy(space, elements(target, to[i]), elements(source, from[i]));
    space.fence("SparseConv::mpi::exchange");
    return parcels;
  });
  exchange(comm, sent.messages(), received.messages());
  agree(comm, [&, &host = received] {
    host.copy_from_host(space);
    space.fence("SparseConv::mpi::exchange");
  });
}

/// Moves numbers along a route; collective.
inline std::vector<std::int64_t> exchange_numbers(const Communicator& comm, const Route& route,
                                                  std::vector<std::int64_t> numbers) {
  const std::int64_t n = route.receives.empty() ? 0 : route.receives.back().last;
  auto received = agree(comm, [&] { return std::vector<std::int64_t>(n); });
  exchange_array(comm, Kokkos::DefaultHostExecutionSpace(), route, view_of(numbers),
                 view_of(received));
  return received;
}

}  // namespace SparseConv::mpi::Impl

#endif
