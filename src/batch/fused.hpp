#ifndef SPARSECONV_BATCH_FUSED_HPP
#define SPARSECONV_BATCH_FUSED_HPP

#include <Kokkos_Macros.hpp>
#include <cmath>

namespace SparseConv::Impl {

/// `a * b + c`, rounded as compilers round it where they fuse product and sum: once if the
/// processor has an instruction for that. To be used where a loop that adds up products may be
/// taken apart: GCC computes the products of such a loop as vectors, and then adds them one after
/// the other.
template <class Scalar>
KOKKOS_INLINE_FUNCTION Scalar fused(Scalar a, Scalar b, Scalar c) {
#if (defined(__FMA__) || defined(__ARM_FEATURE_FMA)) && !defined(__CUDA_ARCH__) && \
    !defined(__HIP_DEVICE_COMPILE__)
  return std::fma(a, b, c);
#else
  return a * b + c;
#endif
}

}  // namespace SparseConv::Impl

#endif
