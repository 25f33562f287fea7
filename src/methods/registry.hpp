#ifndef SPARSECONV_METHODS_REGISTRY_HPP
#define SPARSECONV_METHODS_REGISTRY_HPP

#include <SparseConv/Error.hpp>
#include <methods/Convolution.hpp>

/// \file
/// From the name of a method to its code. Each method defines `make_NAME` in its own header, which
/// is instantiated on its own.

namespace SparseConv::Impl {

#define SPARSECONV_DECLARE_FACTORY(name)                                     \
  template <class Scalar, class Ordinal, class ExecutionSpace>               \
  std::unique_ptr<Convolution<Scalar, Ordinal, ExecutionSpace>> make_##name( \
      const ExecutionSpace&, const Geometry&, const Filter&, const Options&);
SPARSECONV_FOR_EACH_METHOD(SPARSECONV_DECLARE_FACTORY)
#undef SPARSECONV_DECLARE_FACTORY

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
  SPARSECONV_THROW_IF(true, input, "the method " + to_string(method) + " cannot be set up");
}

}  // namespace SparseConv::Impl

#endif
