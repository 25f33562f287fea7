// Kokkos 4.5 calls functions of the CUDA runtime whose parameters CUDA 13 has changed. With this
// header included first it compiles with CUDA 13 too.
#ifndef SPARSECONV_CI_CUDA_13_HPP
#define SPARSECONV_CI_CUDA_13_HPP

#include <cuda_runtime.h>

#if CUDART_VERSION >= 13000

inline cudaMemLocation sparseconv_location(int device) {
  cudaMemLocation location{};
  location.type = device == cudaCpuDeviceId ? cudaMemLocationTypeHost : cudaMemLocationTypeDevice;
  location.id = device == cudaCpuDeviceId ? 0 : device;
  return location;
}

inline cudaError_t cudaGraphAddDependencies(cudaGraph_t graph, const cudaGraphNode_t* from,
                                            const cudaGraphNode_t* to, size_t n) {
  return cudaGraphAddDependencies(graph, from, to, nullptr, n);
}

inline cudaError_t cudaMemAdvise(const void* memory, size_t n, cudaMemoryAdvise advice,
                                 int device) {
  return cudaMemAdvise(memory, n, advice, sparseconv_location(device));
}

inline cudaError_t cudaMemPrefetchAsync(const void* memory, size_t n, int device,
                                        cudaStream_t stream) {
  return cudaMemPrefetchAsync(memory, n, sparseconv_location(device), 0, stream);
}

#endif
#endif
