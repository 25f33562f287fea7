// A plan and its adjoint, of plans of all kinds.
#include <plan/AllKinds.hpp>
#include <support/compare.hpp>
#include <support/convolve.hpp>
#include <support/dot.hpp>
#include <support/spaces.hpp>

namespace SparseConv::Test {
namespace {

template <class T>
class Adjoint : public testing::Test {};
TYPED_TEST_SUITE(Adjoint, PairsOfTypes);

TYPED_TEST(Adjoint, TakesTheNewFilterOfItsPlan) {
  AllKinds<TypeParam> given;
  given.for_each_plan({Method::direct}, [&](auto& plan) {
    const auto batch = given.batch(random_images(given.random, plan.output_shape(), 3, 0.2));
    static_cast<void>(plan.apply_adjoint(given.space, batch));
    given.filter = random_filter(given.random, given.filter.shape());
    plan.update_filter(given.space, given.filter);
    plan.release_memory();
    auto other = given.plan(plan.options());
    EXPECT_TRUE(identical(from_batch(plan.apply_adjoint(given.space, batch), plan.image_shape()),
                          from_batch(other.apply_adjoint(given.space, batch), plan.image_shape())));
  });
}

TYPED_TEST(Adjoint, OfAnAdjointIsThePlan) {
  AllKinds<TypeParam> given;
  given.for_each_plan(reproducible_methods<TypeParam>(), [&](auto& plan) {
    auto adjoint = plan.adjoint(given.space), again = adjoint.adjoint(given.space);
    EXPECT_EQ(adjoint.image_shape(), plan.output_shape());
    EXPECT_EQ(adjoint.output_shape(), plan.image_shape());
    EXPECT_EQ(again.image_shape(), plan.image_shape());
    EXPECT_EQ(again.window(), plan.window());
    const auto batch = given.batch(random_images(given.random, plan.image_shape(), 3, 0.2));
    EXPECT_TRUE(identical(from_batch(again.apply(given.space, batch), given.shape),
                          from_batch(plan.apply(given.space, batch), given.shape)));
  });
}

TYPED_TEST(Adjoint, MakesASymmetricMatrixWithItsPlan) {
  AllKinds<TypeParam> given;
  given.for_each_plan(all_methods(), [&](auto& plan) {
    const SparseImages x = random_images(given.random, plan.image_shape(), 1, 0.3);
    const SparseImages y = random_images(given.random, plan.image_shape(), 1, 0.3);
    const auto square = [&](const SparseImages& of) {
      const auto there = plan.apply(given.space, given.batch(of));
      return from_batch(plan.apply_adjoint(given.space, there), plan.image_shape());
    };
    const double scale = dot(square(x), x).sum + dot(square(y), y).sum;
    EXPECT_GT(dot(square(x), x).sum, 0);
    EXPECT_NEAR(dot(square(x), y).sum, dot(x, square(y)).sum,
                10 * tolerance<typename TypeParam::Scalar> * scale);
  });
}

}  // namespace
}  // namespace SparseConv::Test
