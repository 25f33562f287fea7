#include <plan/expectations.hpp>

#define SPARSECONV_INSTANTIATE(Scalar, Ordinal, ExecutionSpace)                             \
  template Options Impl::expecting<Scalar, Ordinal, ExecutionSpace>(                        \
      const Options&, const ExecutionSpace&, const Batch<Scalar, Ordinal, ExecutionSpace>&, \
      ImageShape);
