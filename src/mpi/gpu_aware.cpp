#include <mpi.h>
#if defined(OPEN_MPI) && __has_include(<mpi-ext.h>)
#include <mpi-ext.h>
#endif

#include <Kokkos_Macros.hpp>
#include <SparseConv/mpi/gpu_aware.hpp>

namespace SparseConv::mpi {

#if defined(MPIX_GPU_SUPPORT_CUDA)  // MPICH
namespace {

[[maybe_unused]] bool supports(int kind) {
  int is_running = 0, is_supported = 0;
  MPI_Initialized(&is_running);
  return is_running && MPIX_GPU_query_support(kind, &is_supported) == MPI_SUCCESS &&
         is_supported != 0;
}

}  // namespace
#endif

bool is_gpu_aware() {
#if defined(KOKKOS_ENABLE_CUDA) && defined(MPIX_GPU_SUPPORT_CUDA)
  return supports(MPIX_GPU_SUPPORT_CUDA);
#elif defined(KOKKOS_ENABLE_CUDA) && defined(MPIX_CUDA_AWARE_SUPPORT)
  return MPIX_Query_cuda_support() != 0;
#elif defined(KOKKOS_ENABLE_HIP) && defined(MPIX_GPU_SUPPORT_HIP)
  return supports(MPIX_GPU_SUPPORT_HIP);
#elif defined(KOKKOS_ENABLE_HIP) && defined(MPIX_ROCM_AWARE_SUPPORT)
  return MPIX_Query_rocm_support() != 0;
#else
  return false;
#endif
}

}  // namespace SparseConv::mpi
