#include <mpi.h>
#if defined(OPEN_MPI) && __has_include(<mpi-ext.h>)
#include <mpi-ext.h>
#endif

#include <Kokkos_Macros.hpp>
#include <SparseConv/mpi/gpu_aware.hpp>

namespace SparseConv::mpi {
namespace {

#if defined(MPIX_GPU_SUPPORT_CUDA)  // MPICH
bool supports(int kind) {
  int is_running = 0, is_supported = 0;
  MPI_Initialized(&is_running);
  return is_running && MPIX_GPU_query_support(kind, &is_supported) == MPI_SUCCESS &&
         is_supported != 0;
}
[[maybe_unused]] bool supports_cuda() { return supports(MPIX_GPU_SUPPORT_CUDA); }
[[maybe_unused]] bool supports_hip() { return supports(MPIX_GPU_SUPPORT_HIP); }
#else
[[maybe_unused]] bool supports_cuda() {
#if defined(MPIX_CUDA_AWARE_SUPPORT)
  return MPIX_Query_cuda_support() != 0;
#else
  return false;
#endif
}
[[maybe_unused]] bool supports_hip() {
#if defined(MPIX_ROCM_AWARE_SUPPORT)
  return MPIX_Query_rocm_support() != 0;
#else
  return false;
#endif
}
#endif

}  // namespace

bool is_gpu_aware() {
#if defined(KOKKOS_ENABLE_CUDA)
  return supports_cuda();
#elif defined(KOKKOS_ENABLE_HIP)
  return supports_hip();
#else
  return false;
#endif
}

}  // namespace SparseConv::mpi
