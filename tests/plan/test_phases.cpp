// Plans that are used again: new values, new weights, another mode.
#include <SparseConv.hpp>
#include <support/compare.hpp>
#include <support/convolve.hpp>
#include <support/expect_error.hpp>
#include <support/random_images.hpp>
#include <support/spaces.hpp>

namespace SparseConv::Test {
namespace {

constexpr ImageShape shape{20, 31};

template <class T>
struct Given {
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
  auto batch(const SparseImages& of) { return to_batch<T>(of); }
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
template <class T>
class Phases : public testing::Test {};
TYPED_TEST_SUITE(Phases, PairsOfTypes);

TYPED_TEST(Phases, SymbolicFindsThePatternAndNumericTheValues) {
  Given<TypeParam> given;
  for (const Method method : {Method::automatic, Method::direct, Method::precomputed})
    for (const std::int64_t tile_pixels : {0, 7}) {
      auto plan = given.plan(method, tile_pixels);
      auto result = plan.symbolic(given.space, given.batch(given.images));
      for (const double value : from_batch(result, shape).values) EXPECT_EQ(value, 0);
      for (int i = 0; i < 3; ++i) {
        const SparseImages changed = given.with_new_values(given.images);
        plan.numeric(given.space, given.batch(changed), result);
        given.expect_agreement(result, plan, changed, given.filter, Mode::same);
      }
    }
}

TYPED_TEST(Phases, NumericGivesWhatApplyGives) {
  Given<TypeParam> given;
  const auto batch = given.batch(shuffled(given.random, given.images));
  for (const Method method : {Method::direct, Method::precomputed}) {
    if (!is_reproducible<TypeParam>(method)) continue;
    auto plan = given.plan(method);
    auto result = plan.symbolic(given.space, batch);
    plan.numeric(given.space, batch, result);
    EXPECT_TRUE(
        identical(from_batch(result, shape), from_batch(plan.apply(given.space, batch), shape)));
  }
}

TYPED_TEST(Phases, EmptyBatchesHavePhasesToo) {
  Given<TypeParam> given;
  for (const Method method : {Method::direct, Method::precomputed}) {
    auto plan = given.plan(method);
    const auto batch = given.batch({shape, {0, 0, 0}, {}, {}});
    auto result = plan.symbolic(given.space, batch);
    plan.numeric(given.space, batch, result);
    EXPECT_EQ(result.numRows(), 2);
    EXPECT_EQ(result.nnz(), 0);
  }
}

/// The method that `automatic` stands for may be one without phases, as for small images.
TYPED_TEST(Phases, AreThereWhereNoMethodIsAskedFor) {
  Given<TypeParam> given;
  for (const ImageShape small : {ImageShape{1, 1}, {2, 2}, {5, 5}, {8, 8}}) {
    const SparseImages images = random_images(given.random, small, 3, 0.4);
    typename Given<TypeParam>::TestPlan plan(given.space, small, given.filter);
    ASSERT_TRUE(plan.has_phases());
    auto result = plan.symbolic(given.space, given.batch(images));
    plan.numeric(given.space, given.batch(images), result);
    EXPECT_TRUE(agrees(from_batch(result, small),
                       reference_convolve(images, given.filter, Mode::same, given.single_precision),
                       tolerance<typename TypeParam::Scalar>));
  }
}

TYPED_TEST(Phases, OtherMethodsHaveNone) {
  Given<TypeParam> given;
  for (const Method method : {Method::lazy, Method::gather_scatter}) {
    auto plan = given.plan(method);
    EXPECT_FALSE(plan.has_phases());
    expect_error([&] { return plan.symbolic(given.space, given.batch(given.images)); },
                 Error::Cause::input, {to_string(method), "symbolic", "direct"});
  }
}

TYPED_TEST(Phases, NumericNeedsTheResultOfThisBatch) {
  Given<TypeParam> given;
  auto plan = given.plan(Method::precomputed);
  const auto batch = given.batch(given.images);
  auto first = plan.symbolic(given.space, batch);
  auto second = plan.symbolic(given.space, batch);
  EXPECT_THROW(plan.numeric(given.space, batch, first), Error);
  EXPECT_NO_THROW(plan.numeric(given.space, batch, second));
  EXPECT_THROW(plan.numeric(given.space, given.batch(slice(given.images, 0, 2)), second), Error);
  auto elsewhere = second;
  elsewhere.values = decltype(elsewhere.values)("elsewhere", second.nnz());
  EXPECT_THROW(plan.numeric(given.space, batch, elsewhere), Error);
  SparseImages empty = slice(given.images, 0, 0);
  for (std::int64_t i = 0; i < given.images.size(); ++i) empty.end_image();
  EXPECT_THROW(plan.numeric(given.space, given.batch(empty), second), Error);
}

TYPED_TEST(Phases, NumericFindsAnotherPattern) {
  Given<TypeParam> given;
  constexpr std::int64_t middle = 10 * shape.width + 15, corner = shape.size() - 1;
  const auto with = [&](std::initializer_list<std::int64_t> pixels) {  // adds an image of these
    SparseImages images = given.images;
    for (const std::int64_t pixel : pixels) images.add(pixel, 2);
    images.end_image();
    return given.batch(images);
  };
  for (const Method method : {Method::direct, Method::precomputed})
    for (const std::int64_t tile_pixels : {0, 7}) {
      auto plan = given.plan(method, tile_pixels);
      auto result = plan.symbolic(given.space, with({middle}));
      for (const auto& other : {with({corner}), with({middle, corner}), with({middle - 1})})
        expect_error(
            [&] {
              plan.numeric(given.space, other, result);
              return 0;
            },
            Error::Cause::input, {"symbolic", "pattern"});
      if (!is_reproducible<TypeParam>(method)) continue;
      plan.numeric(given.space, with({middle}), result);
      EXPECT_TRUE(identical(from_batch(result, shape),
                            from_batch(plan.apply(given.space, with({middle})), shape)));
    }
}

// A pixel that nothing reaches has the value that the convolution has there: zero.
TYPED_TEST(Phases, DirectTakesAResultThatStoresMore) {
  Given<TypeParam> given;
  auto plan = given.plan(Method::direct);
  auto result = plan.symbolic(given.space, given.batch(given.images));
  SparseImages fewer = given.images;
  for (std::size_t k = 0; k + 1 < fewer.columns.size(); k += 2) {
    fewer.columns[k] = fewer.columns[k + 1] = -1;
  }
  SparseImages kept{shape, {0}, {}, {}};
  for (std::int64_t i = 0; i < fewer.size(); ++i) {
    for (std::int64_t k = fewer.row_map[i]; k < fewer.row_map[i + 1]; ++k)
      if (fewer.columns[k] >= 0) kept.add(fewer.columns[k], fewer.values[k]);
    kept.end_image();
  }
  plan.numeric(given.space, given.batch(kept), result);
  const SparseImages all = from_batch(result, shape);
  SparseImages stored{shape, {0}, {}, {}};
  for (std::int64_t i = 0; i < all.size(); ++i) {
    for (std::int64_t k = all.row_map[i]; k < all.row_map[i + 1]; ++k)
      if (all.values[k] != 0) stored.add(all.columns[k], all.values[k]);
    stored.end_image();
  }
  EXPECT_TRUE(identical(stored, from_batch(plan.apply(given.space, given.batch(kept)), shape)));
}

// The plan has its own copy of the pattern: the caller may change or free the batch.
TYPED_TEST(Phases, PrecomputedRemembersThePattern) {
  Given<TypeParam> given;
  auto plan = given.plan(Method::precomputed);
  auto batch = given.batch(given.images);
  auto result = plan.symbolic(given.space, batch);
  SparseImages moved = given.images;
  moved.columns.front() = moved.columns.front() == 0 ? 1 : 0;
  copy_to(batch.graph.entries, moved.columns);
  EXPECT_THROW(plan.numeric(given.space, batch, result), Error);
  batch = {};
  plan.numeric(given.space, given.batch(given.images), result);
  given.expect_agreement(result, plan, given.images, given.filter, Mode::same);
}

TYPED_TEST(Phases, UncheckedPhasesGiveTheSame) {
  Given<TypeParam> given;
  for (const Method method : {Method::direct, Method::precomputed}) {
    Options options;
    options.method = method;
    options.check = Check::none;
    typename Given<TypeParam>::TestPlan plan(given.space, shape, given.filter, options);
    auto result = plan.symbolic(given.space, given.batch(given.images));
    plan.numeric(given.space, given.batch(given.images), result);
    given.expect_agreement(result, plan, given.images, given.filter, Mode::same);
    given.expect_agreement(plan.apply(given.space, given.batch(given.images)), plan, given.images,
                           given.filter, Mode::same);
  }
}

TYPED_TEST(Phases, AFilterOfTheSameShapeReplacesTheOldOne) {
  Given<TypeParam> given;
  for (const Method method : all_methods()) {
    auto plan = given.plan(method);
    const auto batch = given.batch(given.images);
    const auto before = plan.apply(given.space, batch);
    const Filter other = random_filter(given.random, {3, 5}, 0.3);
    plan.update_filter(given.space, other);
    given.expect_agreement(plan.apply(given.space, batch), plan, given.images, other, Mode::same);
    EXPECT_THROW(plan.update_filter(given.space, box_filter(3)), Error);
  }
}

TYPED_TEST(Phases, ACallMayAskForAnotherMode) {
  Given<TypeParam> given;
  for (const Method method : all_methods()) {
    auto plan = given.plan(method);
    const auto batch = given.batch(given.images);
    for (const Mode mode : {Mode::valid, Mode::same, Mode::full, Mode::valid})
      given.expect_agreement(plan.apply(given.space, batch, mode), plan, given.images, given.filter,
                             mode);
    EXPECT_EQ(plan.mode(), Mode::same);
    EXPECT_EQ(plan.method(), method);
  }
}

}  // namespace
}  // namespace SparseConv::Test
