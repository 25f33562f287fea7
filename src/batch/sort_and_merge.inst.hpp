#include <batch/sort_and_merge.hpp>

#define SPARSECONV_INSTANTIATE(Scalar, Ordinal, ExecutionSpace)         \
  template Batch<Scalar, Ordinal, ExecutionSpace> Impl::sort_and_merge( \
      const ExecutionSpace&, const Batch<Scalar, Ordinal, ExecutionSpace>&);
