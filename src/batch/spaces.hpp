#ifndef SPARSECONV_BATCH_SPACES_HPP
#define SPARSECONV_BATCH_SPACES_HPP

#include <Kokkos_Core.hpp>

namespace SparseConv::Impl {

/// Whether kernels of the space run on the host, where a team is best a single thread.
template <class ExecutionSpace>
constexpr bool on_host =
    Kokkos::SpaceAccessibility<Kokkos::HostSpace,
                               typename ExecutionSpace::memory_space>::accessible;

}  // namespace SparseConv::Impl

#endif
