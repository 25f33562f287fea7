// Results in memory of the caller, and the memory that a plan keeps.
#include <SparseConv.hpp>
#include <support/Allocations.hpp>
#include <support/compare.hpp>
#include <support/convolve.hpp>
#include <support/expect_error.hpp>
#include <support/random_images.hpp>
#include <support/spaces.hpp>

namespace SparseConv::Test {
namespace {

constexpr ImageShape shape{20, 31};

constexpr char labels_of_batches[] = "SparseConv::batch";

template <class T>
struct Given {
  using Scalar = typename T::Scalar;
  using Ordinal = typename T::Ordinal;
  using Space = typename T::ExecutionSpace;
  using TestPlan = Plan<Scalar, Ordinal, Space>;
  using TestBatch = typename TestPlan::batch_type;

  Random random{5};
  Space space;
  Filter filter = random_filter(random, {3, 5});

  TestPlan plan(Method method, std::int64_t max_kept_bytes = Options().max_kept_bytes) {
    Options options;
    options.method = method;
    options.max_kept_bytes = max_kept_bytes;
    return TestPlan(space, shape, filter, options);
  }
  TestBatch batch(double density, std::int64_t n_images = 6) {
    return to_batch<T>(random_images(random, shape, n_images, density));
  }
};
template <class T>
class ApplyInto : public testing::Test {};
TYPED_TEST_SUITE(ApplyInto, PairsOfTypes);

TYPED_TEST(ApplyInto, GivesWhatApplyGives) {
  Given<TypeParam> given;
  for (const Method method : all_methods()) {
    if (!is_reproducible<TypeParam>(method)) continue;
    auto plan = given.plan(method);
    typename Given<TypeParam>::TestBatch result;
    for (const double density : {0.1, 0.0, 0.3, 0.05, 0.2})
      for (const Mode mode : {Mode::same, Mode::full}) {
        const auto batch = given.batch(density);
        plan.apply_into(given.space, batch, result, mode);
        const ImageShape output = output_shape(shape, given.filter.shape(), mode);
        EXPECT_TRUE(identical(from_batch(result, output),
                              from_batch(plan.apply(given.space, batch, mode), output)))
            << to_string(method) << ", density " << density;
      }
  }
}

TYPED_TEST(ApplyInto, WritesIntoArraysThatAreLongEnough) {
  Given<TypeParam> given;
  for (const Method method : all_methods()) {
    auto plan = given.plan(method);
    const auto batch = given.batch(0.2), smaller = given.batch(0.02);
    auto result = plan.apply(given.space, batch);
    const auto* const values = result.values.data();
    const auto* const entries = result.graph.entries.data();
    const Allocations allocations(labels_of_batches);
    for (const auto& next : {smaller, batch, smaller, batch}) {
      plan.apply_into(given.space, next, result);
      EXPECT_EQ(result.values.data(), values) << to_string(method);
      EXPECT_EQ(result.graph.entries.data(), entries) << to_string(method);
    }
    if (method == Method::direct) {
      EXPECT_EQ(allocations.labels(), std::vector<std::string>());
    }
  }
}

TYPED_TEST(ApplyInto, TakesMemoryThatThePlanHasNeverSeen) {
  Given<TypeParam> given;
  auto first = given.plan(Method::direct), second = given.plan(Method::direct, 0);
  const auto batch = given.batch(0.2), smaller = given.batch(0.02);
  const SparseImages expected = from_batch(first.apply(given.space, batch), shape);
  for (auto* plan : {&first, &second}) {
    auto result = given.plan(Method::lazy).apply(given.space, batch);
    const auto* const values = result.values.data();
    const Allocations allocations(labels_of_batches);
    plan->apply_into(given.space, batch, result);
    EXPECT_EQ(allocations.labels(), std::vector<std::string>());
    EXPECT_EQ(result.values.data(), values);
    EXPECT_TRUE(identical(from_batch(result, shape), expected));
    plan->apply_into(given.space, smaller, result);
    EXPECT_EQ(result.values.data(), values);
    plan->apply_into(given.space, batch, result);  // the result grows, or is long enough
    EXPECT_EQ(result.values.data() == values, plan == &first);
    EXPECT_TRUE(identical(from_batch(result, shape), expected));
  }
}

TYPED_TEST(ApplyInto, OwnsWhatItGives) {
  Given<TypeParam> given;
  typename Given<TypeParam>::TestBatch result;
  SparseImages expected;
  {
    auto plan = given.plan(Method::direct);
    plan.apply_into(given.space, given.batch(0.2), result);
    const auto batch = given.batch(0.1);
    plan.apply_into(given.space, batch, result);
    expected = from_batch(plan.apply(given.space, batch), shape);
  }
  EXPECT_TRUE(identical(from_batch(result, shape), expected));
  EXPECT_EQ(result.graph.row_map.use_count(), 1);
  EXPECT_EQ(result.graph.entries.use_count(), 1);
}

// The pool keeps a row map that is longer than that of the result, and begins with it.
TYPED_TEST(ApplyInto, TakesFewerImagesAndMoreAgain) {
  Given<TypeParam> given;
  auto plan = given.plan(Method::direct);
  typename Given<TypeParam>::TestBatch result;
  for (const std::int64_t n_images : {100, 10, 100, 0, 50, 120}) {
    const auto batch = given.batch(0.05, n_images);
    plan.apply_into(given.space, batch, result);
    EXPECT_EQ(result.graph.row_map.extent(0), static_cast<std::size_t>(n_images + 1));
    EXPECT_GT(result.graph.row_map.use_count(), 0);
    EXPECT_TRUE(
        identical(from_batch(result, shape), from_batch(plan.apply(given.space, batch), shape)))
        << n_images << " images";
  }
}

TYPED_TEST(ApplyInto, LeavesTheResultAloneWhereItFails) {
  Given<TypeParam> given;
  auto plan = given.plan(Method::direct);
  auto result = plan.apply(given.space, given.batch(0.2));
  const SparseImages before = from_batch(result, shape);
  const auto bad = to_batch<TypeParam>({shape, {0, 1}, {-1}, {1}});
  EXPECT_THROW(plan.apply_into(given.space, bad, result), Error);
  const auto batch = given.batch(0.3);
  const auto other = plan.apply(given.space, batch);  // must not be written into `result`
  EXPECT_TRUE(identical(from_batch(result, shape), before));
}

TYPED_TEST(ApplyInto, RefusesToWriteIntoTheBatch) {
  Given<TypeParam> given;
  auto plan = given.plan(Method::direct);
  auto batch = given.batch(0.2);
  const SparseImages before = from_batch(batch, shape);
  auto sharing = given.batch(0.3);
  sharing.values = batch.values;
  for (auto* result : {&batch, &sharing})
    expect_error([&] { plan.apply_into(given.space, batch, *result); }, Error::Cause::input,
                 "arrays of the batch");
  EXPECT_TRUE(identical(from_batch(batch, shape), before));
}

TYPED_TEST(ApplyInto, KeepsNoMoreMemoryThanItMay) {
  Given<TypeParam> given;
  const auto batch = given.batch(0.2);
  for (const std::int64_t most : {std::int64_t(0), Options().max_kept_bytes}) {
    auto plan = given.plan(Method::direct, most);
    const auto* first = plan.apply(given.space, batch).values.data();
    const auto result = plan.apply(given.space, batch);
    EXPECT_EQ(result.values.use_count() > 1, most > 0);
    if (most > 0) {
      EXPECT_EQ(result.values.data(), first);
    }
    plan.release_memory();
    EXPECT_EQ(result.values.use_count(), 1);
    EXPECT_TRUE(
        identical(from_batch(plan.apply(given.space, batch), shape), from_batch(result, shape)));
  }
}

/// Where values are dropped, a call takes arrays twice: all of it, and then what is left.
TYPED_TEST(ApplyInto, StaysInItsArraysWhereValuesAreDropped) {
  Given<TypeParam> given;
  Options options;
  options.method = Method::direct;
  options.threshold = 0.5;
  typename Given<TypeParam>::TestPlan plan(given.space, shape, given.filter, options);
  typename Given<TypeParam>::TestBatch result;
  const auto batch = given.batch(0.3), smaller = given.batch(0.1);
  plan.apply_into(given.space, batch, result);
  plan.apply_into(given.space, batch, result);
  const auto* const values = result.values.data();
  for (const auto& next : {batch, smaller, smaller, batch, batch}) {
    const Allocations allocations(labels_of_batches);
    plan.apply_into(given.space, next, result);
    EXPECT_EQ(allocations.labels().size(), 3u) << "what is left, before it is copied";
    EXPECT_EQ(result.values.data(), values);
  }
}

}  // namespace
}  // namespace SparseConv::Test
