#ifndef SPARSECONV_TESTS_PLAN_ALLKINDS_HPP
#define SPARSECONV_TESTS_PLAN_ALLKINDS_HPP

#include <gtest/gtest.h>

#include <SparseConv/Plan.hpp>
#include <functional>
#include <support/SparseImages.hpp>
#include <support/random_images.hpp>
#include <vector>

namespace SparseConv::Test {

/// Makes plans of all kinds, with boundaries, windows and adjoints, of one filter.
template <class T>
struct AllKinds {
  static constexpr ImageShape shape{13, 17};

  using Scalar = typename T::Scalar;
  using Space = typename T::ExecutionSpace;
  using TestPlan = Plan<Scalar, typename T::Ordinal, Space>;
  using TestBatch = typename TestPlan::batch_type;

  Random random{5};
  Space space;
  Filter filter = random_filter(random, {4, 3});

  TestBatch batch(const SparseImages& images) { return to_batch<T>(images); }
  TestPlan plan(const Options& options) { return TestPlan(space, shape, filter, options); }

  /// Calls `visit` with plans of all kinds: boundaries, windows, adjoints.
  void for_each_plan(const std::vector<Method>& methods,
                     const std::function<void(TestPlan&)>& visit) {
    Options options;
    for (const Method method : methods)
      for (const Boundary boundary : all_boundaries())
        for (const bool adjoint : {false, true}) {
          options.method = method;
          options.boundary = boundary;
          options.adjoint = adjoint;
          options.correlate = !options.correlate;
          options.window = {};
          if (random() % 2 == 0) options.window = OutputWindow{-2, 1, {16, 15}};
          SCOPED_TRACE(to_string(method) + ", " + to_string(boundary) +
                       (adjoint ? ", adjoint" : ""));
          TestPlan made = plan(options);
          visit(made);
        }
  }
};

}  // namespace SparseConv::Test

#endif
