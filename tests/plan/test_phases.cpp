// Plans that are used again: new values, new weights, another mode.
#include <SparseConv.hpp>
#include <support/compare.hpp>
#include <support/random_images.hpp>
#include <support/spaces.hpp>

namespace SparseConv::Test {
namespace {

constexpr ImageShape shape{20, 31};

template <class T>
class Phases : public testing::Test {
 protected:
  using Scalar = typename T::Scalar;
  using Space = typename T::ExecutionSpace;
  using TestPlan = Plan<Scalar, typename T::Ordinal, Space>;

  Random random{5};
  SparseImages images = random_images(random, shape, 6, 0.1);
  Filter filter = random_filter(random, {3, 5});
  Space space;

  static constexpr bool single_precision = sizeof(Scalar) == 4;

  TestPlan plan(Method method, std::int64_t tile_pixels = 0) {
    Options options;
    options.method = method;
    options.tile_pixels = tile_pixels;
    return TestPlan(space, shape, filter, options);
  }
  auto batch(const SparseImages& of) { return to_batch<Scalar, typename T::Ordinal, Space>(of); }
  void expect_agreement(const typename TestPlan::batch_type& result, const TestPlan& plan,
                        const SparseImages& of, const Filter& with, Mode mode) {
    EXPECT_TRUE(agrees(from_batch(result, output_shape(shape, with.shape(), mode)),
                       reference_convolve(of, with, mode, single_precision), tolerance<Scalar>))
        << to_string(plan.method());
  }
  SparseImages with_new_values(SparseImages of) {
    const auto other = random_images(random, of.shape, 1, 1);
    for (std::size_t k = 0; k < of.values.size(); ++k)
      of.values[k] = other.values[k % other.values.size()];
    return of;
  }
};
TYPED_TEST_SUITE(Phases, AllTypes);

TYPED_TEST(Phases, SymbolicFindsThePatternAndNumericTheValues) {
  for (const Method method : {Method::automatic, Method::direct, Method::precomputed})
    for (const std::int64_t tile_pixels : {0, 7}) {
      auto plan = this->plan(method, tile_pixels);
      const auto result = plan.symbolic(this->space, this->batch(this->images));
      for (const double value : from_batch(result, shape).values) EXPECT_EQ(value, 0);
      for (int i = 0; i < 3; ++i) {
        const SparseImages changed = this->with_new_values(this->images);
        plan.numeric(this->space, this->batch(changed), result);
        this->expect_agreement(result, plan, changed, this->filter, Mode::same);
      }
    }
}

TYPED_TEST(Phases, NumericGivesWhatApplyGives) {
  const auto batch = this->batch(shuffled(this->random, this->images));
  for (const Method method : {Method::direct, Method::precomputed}) {
    auto plan = this->plan(method);
    const auto result = plan.symbolic(this->space, batch);
    plan.numeric(this->space, batch, result);
    EXPECT_TRUE(
        identical(from_batch(result, shape), from_batch(plan.apply(this->space, batch), shape)));
  }
}

TYPED_TEST(Phases, EmptyBatchesHavePhasesToo) {
  for (const Method method : {Method::direct, Method::precomputed}) {
    auto plan = this->plan(method);
    const auto batch = this->batch({shape, {0, 0, 0}, {}, {}});
    const auto result = plan.symbolic(this->space, batch);
    plan.numeric(this->space, batch, result);
    EXPECT_EQ(result.numRows(), 2);
    EXPECT_EQ(result.nnz(), 0);
  }
}

TYPED_TEST(Phases, OtherMethodsHaveNone) {
  for (const Method method : {Method::lazy, Method::gather_scatter}) {
    auto plan = this->plan(method);
    EXPECT_THROW(plan.symbolic(this->space, this->batch(this->images)), Error);
  }
}

TYPED_TEST(Phases, NumericNeedsTheResultOfThisBatch) {
  auto plan = this->plan(Method::precomputed);
  const auto batch = this->batch(this->images);
  const auto first = plan.symbolic(this->space, batch);
  const auto second = plan.symbolic(this->space, batch);
  EXPECT_THROW(plan.numeric(this->space, batch, first), Error);
  EXPECT_NO_THROW(plan.numeric(this->space, batch, second));
  EXPECT_THROW(plan.numeric(this->space, this->batch(slice(this->images, 0, 2)), second), Error);
}

TYPED_TEST(Phases, AFilterOfTheSameShapeReplacesTheOldOne) {
  for (const Method method : all_methods()) {
    auto plan = this->plan(method);
    const auto batch = this->batch(this->images);
    plan.apply(this->space, batch);
    const Filter other = random_filter(this->random, {3, 5}, 0.3);
    plan.update_filter(this->space, other);
    this->expect_agreement(plan.apply(this->space, batch), plan, this->images, other, Mode::same);
    EXPECT_THROW(plan.update_filter(this->space, box_filter(3)), Error);
  }
}

TYPED_TEST(Phases, ACallMayAskForAnotherMode) {
  for (const Method method : all_methods()) {
    auto plan = this->plan(method);
    const auto batch = this->batch(this->images);
    for (const Mode mode : {Mode::valid, Mode::same, Mode::full, Mode::valid})
      this->expect_agreement(plan.apply(this->space, batch, mode), plan, this->images, this->filter,
                             mode);
    EXPECT_EQ(plan.mode(), Mode::same);
    EXPECT_EQ(plan.method(), method);
  }
}

}  // namespace
}  // namespace SparseConv::Test
