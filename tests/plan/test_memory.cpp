// A lack of memory in a call: an Error (system), after which the plan is as good as before.
#include <SparseConv.hpp>
#include <functional>
#include <support/ScarceMemory.hpp>
#include <support/compare.hpp>
#include <support/convolve.hpp>
#include <support/random_images.hpp>
#include <vector>

namespace SparseConv::Test {
namespace {

using Space = Kokkos::DefaultHostExecutionSpace;
using TestPlan = Plan<float, std::int32_t, Space>;
using TestBatch = TestPlan::batch_type;

constexpr ImageShape shape{30, 40};

class LackOfMemory : public testing::TestWithParam<Method> {
 protected:
  Random random{8};
  Space space;
  Filter filter = random_filter(random, {3, 4}), other = random_filter(random, {3, 4});
  SparseImages images = random_images(random, shape, 6, 0.1);
  TestBatch batch = to_batch<float, std::int32_t, Space>(images);

  /// Does something with plans of all kinds, while no array may have more bytes than some limit.
  /// Then they have to give what they give without a limit.
  /// \return whether it has failed, and has been done
  void try_with_less(const Filter& filter_then, const std::function<void(TestPlan&)>& action) {
    Options options;
    options.method = GetParam();
    int failed = 0, done = 0;
    for (const Boundary boundary : {Boundary::zero, Boundary::wrap})
      for (const bool adjoint : {false, true}) {
        options.boundary = boundary;
        options.adjoint = adjoint;
        TestPlan expected(space, shape, filter_then, options);
        const SparseImages wanted = from_batch(expected.apply(space, batch), shape);
        for (std::size_t most = 1 << 20; most > 0; most /= 2) {
          TestPlan plan(space, shape, filter, options);
          try {
            const ScarceMemory memory(most);
            action(plan);
            ++done;
          } catch (const Error& error) {
            EXPECT_EQ(error.cause(), Error::Cause::system) << error.what();
            ++failed;
          }
          EXPECT_TRUE(identical(from_batch(plan.apply(space, batch), shape), wanted))
              << to_string(boundary) << (adjoint ? ", adjoint, " : ", ") << most << " bytes";
        }
      }
    EXPECT_GT(failed, 0);
    EXPECT_GT(done, 0);
  }
};

TEST_P(LackOfMemory, InApply) {
  try_with_less(filter, [&](TestPlan& plan) { (void)plan.apply(space, batch); });
  try_with_less(filter, [&](TestPlan& plan) {
    (void)plan.apply(space, batch, plan.options().adjoint ? Mode::same : Mode::full);
  });
}

TEST_P(LackOfMemory, InApplyInto) {
  try_with_less(filter, [&](TestPlan& plan) {
    TestBatch result;
    plan.apply_into(space, batch, result);
  });
}

TEST_P(LackOfMemory, InApplyDense) {
  const TestPlan::dense_type dense("dense", 6, shape.height, shape.width);
  Kokkos::deep_copy(dense, 1);
  try_with_less(filter, [&](TestPlan& plan) { (void)plan.apply_dense(space, dense); });
}

TEST_P(LackOfMemory, InApplyAt) {
  try_with_less(filter, [&](TestPlan& plan) { (void)plan.apply_at(space, batch); });
}

TEST_P(LackOfMemory, InApplyAdjoint) {
  try_with_less(filter, [&](TestPlan& plan) { (void)plan.apply_adjoint(space, batch); });
}

TEST_P(LackOfMemory, InPhases) {
  if (GetParam() != Method::direct && GetParam() != Method::precomputed) return;
  try_with_less(filter, [&](TestPlan& plan) {
    auto result = plan.symbolic(space, batch);
    plan.numeric(space, batch, result);
  });
}

TEST_P(LackOfMemory, InUpdateFilter) {
  try_with_less(other, [&](TestPlan& plan) { plan.update_filter(space, other); });
}

TEST_P(LackOfMemory, AfterUpdateFilter) {
  try_with_less(other, [&](TestPlan& plan) {
    const auto fails = [&] {
      const ScarceMemory none(0);
      plan.update_filter(space, other);
    };
    EXPECT_THROW(fails(), Error);
    if (plan.has_phases()) (void)plan.symbolic(space, batch);
    (void)plan.buffer_bytes();
  });
}

INSTANTIATE_TEST_SUITE_P(Methods, LackOfMemory, testing::ValuesIn(all_methods()),
                         [](const auto& method) { return to_string(method.param); });

}  // namespace
}  // namespace SparseConv::Test
