#ifndef SPARSECONV_METHODS_REGISTRY_HPP
#define SPARSECONV_METHODS_REGISTRY_HPP

#include <SparseConv/Error.hpp>
#include <batch/spaces.hpp>
#include <methods/Convolution.hpp>
#include <methods/Cost.hpp>

/// \file
/// From the name of a method to its code. Each method defines `make_NAME` and `cost_NAME` in its
/// own header, which is instantiated on its own.

namespace SparseConv::Impl {

#define SPARSECONV_DECLARE_METHOD(name)                                       \
  template <class Scalar, class Ordinal, class ExecutionSpace>                \
  std::unique_ptr<Convolution<Scalar, Ordinal, ExecutionSpace>> make_##name(  \
      const ExecutionSpace&, const Geometry&, const Filter&, const Options&); \
  template <class Scalar, class Ordinal, class ExecutionSpace>                \
  Cost cost_##name(const Workload&, const Options&);
SPARSECONV_FOR_EACH_METHOD(SPARSECONV_DECLARE_METHOD)
#undef SPARSECONV_DECLARE_METHOD

/// Sets up a method, not `automatic`.
template <class Scalar, class Ordinal, class ExecutionSpace>
std::unique_ptr<Convolution<Scalar, Ordinal, ExecutionSpace>> make_convolution(
    Method method, const ExecutionSpace& space, const Geometry& geometry, const Filter& filter,
    const Options& options) {
  switch (method) {
#define SPARSECONV_CASE(name) \
  case Method::name:          \
    return make_##name<Scalar, Ordinal>(space, geometry, filter, options);
    SPARSECONV_FOR_EACH_METHOD(SPARSECONV_CASE)
#undef SPARSECONV_CASE
    case Method::automatic:
      break;
  }
  SPARSECONV_THROW(input, "the method " + to_string(method) + " cannot be set up");
}

template <class Scalar, class Ordinal, class ExecutionSpace>
Cost cost_of(Method method, const Workload& work, const Options& options) {
  switch (method) {
#define SPARSECONV_CASE(name) \
  case Method::name:          \
    return cost_##name<Scalar, Ordinal, ExecutionSpace>(work, options);
    SPARSECONV_FOR_EACH_METHOD(SPARSECONV_CASE)
#undef SPARSECONV_CASE
    case Method::automatic:
      break;
  }
  return {false, 0, 0};
}

/// The method that `automatic` stands for: the cheapest of those that do not refuse. The
/// coefficients are those of a host; a device gets `direct`, which refuses nothing.
template <class Scalar, class Ordinal, class ExecutionSpace>
Method cheapest_method(const Workload& work, const Options& options) {
  Method best = Method::direct;
  if (!on_host<ExecutionSpace>) return best;
  double least = cost_of<Scalar, Ordinal, ExecutionSpace>(best, work, options).seconds_a_batch();
  for (const Method method : all_methods()) {
    const Cost cost = cost_of<Scalar, Ordinal, ExecutionSpace>(method, work, options);
    if (!cost.possible || cost.seconds_a_batch() >= least) continue;
    best = method;
    least = cost.seconds_a_batch();
  }
  return best;
}

}  // namespace SparseConv::Impl

#endif
