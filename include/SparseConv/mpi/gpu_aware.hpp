#ifndef SPARSECONV_MPI_GPU_AWARE_HPP
#define SPARSECONV_MPI_GPU_AWARE_HPP

namespace SparseConv::mpi {

/// Whether MPI says that it reads and writes the memory of the GPUs that Kokkos was built for.
/// Batches in that memory are sent from where they are then; else they go through pinned memory of
/// the host. False in a build for no GPU, and where the MPI cannot be asked.
///
/// Asked are Open MPI (`MPIX_Query_cuda_support`, `MPIX_Query_rocm_support`), and MPICH 4 and those
/// made from it (`MPIX_GPU_query_support`), which answer once MPI is initialised.
[[nodiscard]] bool is_gpu_aware();

}  // namespace SparseConv::mpi

#endif
