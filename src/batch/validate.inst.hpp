#include <batch/validate.hpp>

#define SPARSECONV_INSTANTIATE(Scalar, Ordinal, ExecutionSpace)        \
  template BatchOrder Impl::validate<Scalar, Ordinal, ExecutionSpace>( \
      const ExecutionSpace&, const Batch<Scalar, Ordinal, ExecutionSpace>&, ImageShape);
