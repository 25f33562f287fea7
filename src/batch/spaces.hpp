#ifndef SPARSECONV_BATCH_SPACES_HPP
#define SPARSECONV_BATCH_SPACES_HPP

#include <KokkosKernels_ExecSpaceUtils.hpp>
#include <Kokkos_Core.hpp>
#include <SparseConv/as_batch.hpp>

namespace SparseConv::Impl {

/// Whether kernels of the space run on the host. There a team is best a single thread, and a kernel
/// is done when the call that launches it returns. The memory space does not tell: the host can
/// read the memory of some devices.
template <class ExecutionSpace>
constexpr bool on_host = !KokkosKernels::Impl::is_gpu_exec_space_v<ExecutionSpace>;

}  // namespace SparseConv::Impl

#endif
