#ifndef SPARSECONV_METHODS_DEFINE_METHOD_HPP
#define SPARSECONV_METHODS_DEFINE_METHOD_HPP

#include <methods/registry.hpp>

/// \file
/// Defines MethodEntry for a method. The header of the method must be included before.

namespace SparseConv::Impl {

template <Method method, class Scalar, class Ordinal, class ExecutionSpace>
std::unique_ptr<Algorithm<Scalar, Ordinal, ExecutionSpace>>
MethodEntry<method, Scalar, Ordinal, ExecutionSpace>::make(const ExecutionSpace& space,
                                                           const Geometry& geometry,
                                                           const Filter& filter,
                                                           const Options& options) {
  using Class = typename ClassOf<method>::template type<Scalar, Ordinal, ExecutionSpace>;
  return std::make_unique<Class>(space, geometry, filter, options);
}

template <Method method, class Scalar, class Ordinal, class ExecutionSpace>
Cost MethodEntry<method, Scalar, Ordinal, ExecutionSpace>::cost(const Workload& work,
                                                                const Options& options) {
  using Class = typename ClassOf<method>::template type<Scalar, Ordinal, ExecutionSpace>;
  return Class::cost(work, options);
}

}  // namespace SparseConv::Impl

#endif
