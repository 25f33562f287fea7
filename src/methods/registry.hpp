#ifndef SPARSECONV_METHODS_REGISTRY_HPP
#define SPARSECONV_METHODS_REGISTRY_HPP

#include <SparseConv/Error.hpp>
#include <SparseConv/Filter.hpp>
#include <SparseConv/Options.hpp>
#include <limits>
#include <memory>
#include <methods/Algorithm.hpp>
#include <methods/Cost.hpp>
#include <type_traits>

/// \file
/// From the name of a method to its code.

namespace SparseConv::Impl {

/// The class of a method. Every method derives its class from Algorithm and, after the class,
/// specialises ClassOf:
///
///     template <>
///     struct ClassOf<Method::direct> {
///       template <class Scalar, class Ordinal, class ExecutionSpace>
///       using type = Direct<Scalar, Ordinal, ExecutionSpace>;
///     };
template <Method method>
struct ClassOf;

/// The functions of a method that the registry calls. They are defined in define_method.hpp and
/// instantiated with the header of one method at a time.
template <Method method, class Scalar, class Ordinal, class ExecutionSpace>
struct MethodEntry {
  static std::unique_ptr<Algorithm<Scalar, Ordinal, ExecutionSpace>> make(const ExecutionSpace&,
                                                                          const Geometry&,
                                                                          const Filter&,
                                                                          const Options&);
  static Cost cost(const Workload&, const Options&);
};

/// Calls `visit(std::integral_constant<Method, method>())`.
/// \throws Error (input) for `automatic`
template <class Visit>
auto with_method(Method method, const Visit& visit) {
  switch (method) {
#define SPARSECONV_CASE(name) \
  case Method::name:          \
    return visit(std::integral_constant<Method, Method::name>());
    SPARSECONV_FOR_EACH_METHOD(SPARSECONV_CASE)
#undef SPARSECONV_CASE
    case Method::automatic:
      break;
  }
  SPARSECONV_THROW(input, "the method " + to_string(method) + " cannot be set up");
}

/// Sets up a method other than `automatic`.
template <class Scalar, class Ordinal, class ExecutionSpace>
std::unique_ptr<Algorithm<Scalar, Ordinal, ExecutionSpace>> make_algorithm(
    Method method, const ExecutionSpace& space, const Geometry& geometry, const Filter& filter,
    const Options& options) {
  return with_method(method, [&](auto name) {
    return MethodEntry<decltype(name)::value, Scalar, Ordinal, ExecutionSpace>::make(
        space, geometry, filter, options);
  });
}

/// The method that `automatic` stands for: the cheapest of the methods that refuse no image or, if
/// there is none, of the methods that take the expected images. The coefficients were measured on a
/// host; a device gets `direct`, unless `direct` might refuse an image.
template <class Scalar, class Ordinal, class ExecutionSpace>
Method cheapest_method(const Workload& work, const Options& options) {
  const auto cost_of = [&](Method method) {
    return with_method(method, [&](auto name) {
      return MethodEntry<decltype(name)::value, Scalar, Ordinal, ExecutionSpace>::cost(work,
                                                                                       options);
    });
  };
  if (!on_host<ExecutionSpace> && cost_of(Method::direct).fit == Fit::always) return Method::direct;
  for (const Fit fit : {Fit::always, Fit::as_expected}) {
    Method best = Method::automatic;
    double least = std::numeric_limits<double>::infinity();
    for (const Method method : all_methods()) {
      const Cost cost = cost_of(method);
      if (cost.fit != fit || cost.seconds_a_batch() >= least) continue;
      best = method;
      least = cost.seconds_a_batch();
    }
    if (best != Method::automatic) return best;
  }
  return Method::direct;  // says why, if it refuses
}

}  // namespace SparseConv::Impl

#endif
