#ifndef SPARSECONV_MPI_EXCHANGE_ARRAY_HPP
#define SPARSECONV_MPI_EXCHANGE_ARRAY_HPP

#include <Kokkos_Core.hpp>
#include <SparseConv/mpi/agree.hpp>
#include <mpi/exchange.hpp>

namespace SparseConv::mpi::Impl {

/// Moves one array of a batch, by way of the host.
template <class ExecutionSpace, class Source, class Target>
void exchange_array(const Communicator& comm, const ExecutionSpace& space, const Route& entries,
                    const Source& source, const Target& target) {
  const auto sent =
      agree(comm, [&] { return Kokkos::create_mirror_view_and_copy(Kokkos::HostSpace(), source); });
  const auto received =
      agree(comm, [&] { return Kokkos::create_mirror_view(Kokkos::WithoutInitializing, target); });
  exchange(comm, entries, sent.data(), received.data());
  agree(comm, [&] {
    Kokkos::deep_copy(space, target, received);
    space.fence("SparseConv::mpi::exchange");
  });
}

}  // namespace SparseConv::mpi::Impl

#endif
