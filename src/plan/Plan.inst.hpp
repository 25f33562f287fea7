#include <plan/Plan.hpp>

#define SPARSECONV_INSTANTIATE(Scalar, Ordinal, ExecutionSpace) \
  template class Plan<Scalar, Ordinal, ExecutionSpace>;
