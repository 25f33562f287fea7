#include <batch/postprocess.hpp>

#define SPARSECONV_INSTANTIATE(Scalar, Ordinal, ExecutionSpace)                         \
  template Batch<Scalar, Ordinal, ExecutionSpace> Impl::normalize_images(               \
      const ExecutionSpace&, const Batch<Scalar, Ordinal, ExecutionSpace>&, ImageShape, \
      Normalize);                                                                       \
  template Batch<Scalar, Ordinal, ExecutionSpace> Impl::prune(                          \
      const ExecutionSpace&, const Batch<Scalar, Ordinal, ExecutionSpace>&, ImageShape, double);
