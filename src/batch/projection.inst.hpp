#include <batch/projection.hpp>

#define SPARSECONV_INSTANTIATE(Scalar, Ordinal, ExecutionSpace)                         \
  template DenseImage<ExecutionSpace> Impl::project<Scalar, Ordinal, ExecutionSpace>(   \
      const ExecutionSpace&, const Batch<Scalar, Ordinal, ExecutionSpace>&, ImageShape, \
      Impl::Projection, Normalize);
