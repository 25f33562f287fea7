// Plans with boundaries, windows and adjoints through all doors: single and dense images, results
// that are handed back in, phases, other modes.
#include <SparseConv.hpp>
#include <algorithm>
#include <functional>
#include <support/compare.hpp>
#include <support/convolve.hpp>
#include <support/expect_error.hpp>
#include <support/random_images.hpp>
#include <support/spaces.hpp>

namespace SparseConv::Test {
namespace {

constexpr ImageShape shape{13, 17};

template <class T>
struct Given {
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

template <class T>
class Doors : public testing::Test {};
TYPED_TEST_SUITE(Doors, PairsOfTypes);

TYPED_TEST(Doors, TakeSingleImages) {
  Given<TypeParam> given;
  given.for_each_plan({Method::direct, Method::lazy}, [&](auto& plan) {
    const ImageShape in = plan.image_shape(), out = plan.output_shape();
    const SparseImages image = random_images(given.random, in, 1, 0.2);
    SparseImages rows{{1, in.width}, {0}, {}, {}};
    for (std::int64_t y = 0, k = 0; y < in.height; ++y) {
      for (; k < image.row_map[1] && image.columns[k] / in.width == y; ++k)
        rows.add(image.columns[k] % in.width, image.values[k]);
      rows.end_image();
    }
    const SparseImages result = from_batch(plan.apply_image(given.space, given.batch(rows)), out);
    SparseImages expected = from_batch(plan.apply(given.space, given.batch(image)), out);
    ASSERT_EQ(result.size(), out.height);
    EXPECT_EQ(result.values, expected.values);
    for (std::int64_t y = 0; y < out.height; ++y)
      for (std::int64_t k = result.row_map[y]; k < result.row_map[y + 1]; ++k)
        EXPECT_EQ(y * out.width + result.columns[k], expected.columns[k]);
  });
}

TYPED_TEST(Doors, TakeDenseImages) {
  Given<TypeParam> given;
  using TestPlan = typename Given<TypeParam>::TestPlan;
  given.for_each_plan({Method::direct}, [&](auto& plan) {
    const ImageShape in = plan.image_shape(), out = plan.output_shape();
    const SparseImages images = random_images(given.random, in, 3, 0.2);
    const typename TestPlan::dense_type dense("dense", 3, in.height, in.width);
    const auto host = Kokkos::create_mirror_view(dense);
    for (std::int64_t n = 0; n < 3; ++n)
      for (std::int64_t k = images.row_map[n]; k < images.row_map[n + 1]; ++k)
        host(n, images.columns[k] / in.width, images.columns[k] % in.width) = images.values[k];
    Kokkos::deep_copy(dense, host);
    const auto made = Kokkos::create_mirror_view_and_copy(Kokkos::HostSpace(),
                                                          plan.apply_dense(given.space, dense));
    const SparseImages expected = from_batch(plan.apply(given.space, given.batch(images)), out);
    ASSERT_EQ(static_cast<std::int64_t>(made.extent(1)), out.height);
    ASSERT_EQ(static_cast<std::int64_t>(made.extent(2)), out.width);
    SparseImages found{out, {0}, {}, {}};
    for (std::int64_t n = 0; n < 3; ++n) {
      for (std::int64_t p = 0; p < out.size(); ++p)
        if (const double value = made(n, p / out.width, p % out.width); value != 0)
          found.add(p, value);
      found.end_image();
    }
    EXPECT_TRUE(identical(found, expected));
  });
}

TYPED_TEST(Doors, TakeResultsBackIn) {
  Given<TypeParam> given;
  given.for_each_plan(reproducible_methods<TypeParam>(), [&](auto& plan) {
    typename Given<TypeParam>::TestBatch result;
    for (const double density : {0.1, 0.0, 0.4, 0.2}) {
      const auto batch = given.batch(random_images(given.random, plan.image_shape(), 4, density));
      plan.apply_into(given.space, batch, result);
      EXPECT_TRUE(identical(from_batch(result, plan.output_shape()),
                            from_batch(plan.apply(given.space, batch), plan.output_shape())));
    }
  });
}

TYPED_TEST(Doors, HavePhases) {
  Given<TypeParam> given;
  const auto methods = reproducible_methods<TypeParam>({Method::direct, Method::precomputed});
  given.for_each_plan(methods, [&](auto& plan) {
    SparseImages images = random_images(given.random, plan.image_shape(), 4, 0.2);
    auto result = plan.symbolic(given.space, given.batch(images));
    for (const double value : from_batch(result, shape).values) EXPECT_EQ(value, 0);
    for (int i = 0; i < 2; ++i) {
      for (double& value : images.values) value *= 1.5;
      plan.numeric(given.space, given.batch(images), result);
      EXPECT_TRUE(
          identical(from_batch(result, plan.output_shape()),
                    from_batch(plan.apply(given.space, given.batch(images)), plan.output_shape())));
    }
    const SparseImages other = random_images(given.random, plan.image_shape(), 4, 1);
    EXPECT_THROW(plan.numeric(given.space, given.batch(other), result), Error);
  });
}

/// A pattern with the values that a result has at its pixels, and zeros where that has none.
SparseImages looked_up(const SparseImages& result, SparseImages pattern) {
  for (std::int64_t i = 0; i < pattern.size(); ++i) {
    const auto first = result.columns.begin() + result.row_map[i];
    const auto last = result.columns.begin() + result.row_map[i + 1];
    for (std::int64_t k = pattern.row_map[i]; k < pattern.row_map[i + 1]; ++k) {
      const auto found = std::find(first, last, pattern.columns[k]);
      pattern.values[k] = found == last ? 0 : result.values[found - result.columns.begin()];
    }
  }
  return pattern;
}

// The method is direct but for an adjoint with a boundary.
TYPED_TEST(Doors, GiveTheValuesAtAPattern) {
  Given<TypeParam> given;
  given.for_each_plan({Method::direct, Method::lazy}, [&](auto& plan) {
    const bool of_its_method = plan.options().adjoint && plan.options().boundary != Boundary::zero;
    if (plan.method() != Method::direct && !of_its_method) return;
    const ImageShape out = plan.output_shape();
    const auto batch = given.batch(random_images(given.random, plan.image_shape(), 4, 0.05));
    const SparseImages pattern = random_images(given.random, out, 4, 0.5);
    const SparseImages whole = from_batch(plan.apply(given.space, batch), out);
    EXPECT_TRUE(identical(from_batch(plan.apply_at(given.space, batch, given.batch(pattern)), out),
                          looked_up(whole, pattern)));
  });
}

TYPED_TEST(Doors, TakeOtherModesAndUnsortedImages) {
  Given<TypeParam> given;
  constexpr bool single_precision = sizeof(typename TypeParam::Scalar) == 4;
  given.for_each_plan({Method::direct, Method::lazy}, [&](auto& plan) {
    for (const Mode mode : {Mode::full, Mode::valid, Mode::same}) {
      Options options = plan.options();
      options.mode = mode;
      options.window = {};
      const OutputWindow window = reference_window(shape, given.filter.shape(), options);
      const ImageShape in = options.adjoint ? window.shape : shape;
      const SparseImages images = random_images(given.random, in, 2, 0.3);
      const auto batch = given.batch(shuffled(given.random, images));
      const auto made = plan.apply(given.space, batch, mode);
      EXPECT_TRUE(agrees(from_batch(made, options.adjoint ? shape : window.shape),
                         reference_convolve(images, shape, given.filter, options, single_precision),
                         tolerance<typename TypeParam::Scalar>))
          << to_string(mode);
    }
  });
}

TYPED_TEST(Doors, TakeANewFilterForTheAdjointToo) {
  Given<TypeParam> given;
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

TYPED_TEST(Doors, LeadBackFromTheAdjointOfAnAdjoint) {
  Given<TypeParam> given;
  given.for_each_plan(reproducible_methods<TypeParam>(), [&](auto& plan) {
    auto adjoint = plan.adjoint(given.space), again = adjoint.adjoint(given.space);
    EXPECT_EQ(adjoint.image_shape(), plan.output_shape());
    EXPECT_EQ(adjoint.output_shape(), plan.image_shape());
    EXPECT_EQ(again.image_shape(), plan.image_shape());
    EXPECT_EQ(again.window(), plan.window());
    const auto batch = given.batch(random_images(given.random, plan.image_shape(), 3, 0.2));
    EXPECT_TRUE(identical(from_batch(again.apply(given.space, batch), shape),
                          from_batch(plan.apply(given.space, batch), shape)));
  });
}

/// The sum of the products of all pixels.
double dot(const SparseImages& a, const SparseImages& b) {
  double sum = 0;
  for (std::size_t i = 0, j = 0; i < a.columns.size() && j < b.columns.size();) {
    if (a.columns[i] == b.columns[j])
      sum += a.values[i++] * b.values[j++];
    else if (a.columns[i] < b.columns[j])
      ++i;
    else
      ++j;
  }
  return sum;
}

TYPED_TEST(Doors, MakeASymmetricMatrixOfAPlanAndItsAdjoint) {
  Given<TypeParam> given;
  given.for_each_plan(all_methods(), [&](auto& plan) {
    const SparseImages x = random_images(given.random, plan.image_shape(), 1, 0.3);
    const SparseImages y = random_images(given.random, plan.image_shape(), 1, 0.3);
    const auto square = [&](const SparseImages& of) {
      const auto there = plan.apply(given.space, given.batch(of));
      return from_batch(plan.apply_adjoint(given.space, there), plan.image_shape());
    };
    const double scale = dot(square(x), x) + dot(square(y), y);
    EXPECT_GT(dot(square(x), x), 0);
    EXPECT_NEAR(dot(square(x), y), dot(x, square(y)),
                10 * tolerance<typename TypeParam::Scalar> * scale);
  });
}

using Space = Kokkos::DefaultExecutionSpace;
using FloatPlan = Plan<float, std::int32_t, Space>;

Options with_boundary(Boundary boundary, Mode mode = Mode::same) {
  Options options;
  options.boundary = boundary;
  options.mode = mode;
  return options;
}

SparseImages result_of(const SparseImages& images, const Options& options) {
  FloatPlan plan(Space(), images.shape, gaussian_filter(1), options);
  const auto batch = to_batch<float, std::int32_t, Space>(images);
  return from_batch(plan.apply(Space(), batch), plan.output_shape());
}

TEST(Boundaries, DoNotMatterWhereNothingIsAdded) {
  Random random(1);
  const SparseImages images = random_images(random, {30, 40}, 4, 0.2);
  for (const Boundary boundary : all_boundaries())
    EXPECT_TRUE(identical(result_of(images, with_boundary(boundary, Mode::valid)),
                          result_of(images, with_boundary(Boundary::zero, Mode::valid))));
}

TEST(Boundaries, DoNotMatterForEntriesFarFromAnEdge) {
  Random random(1);
  SparseImages images{{30, 40}, {0}, {}, {}};
  for (std::int64_t y = 10; y < 20; ++y)
    for (std::int64_t x = 10; x < 30; ++x) images.add(y * 40 + x, 1 + x % 3);
  images.end_image();
  for (const Boundary boundary : all_boundaries())
    EXPECT_TRUE(identical(result_of(images, with_boundary(boundary)),
                          result_of(images, with_boundary(Boundary::zero))));
}

TEST(Boundaries, TakeEmptyBatches) {
  for (const Boundary boundary : all_boundaries())
    for (const std::int64_t n : {0, 3}) {
      FloatPlan plan(Space(), {5, 6}, box_filter(3), with_boundary(boundary));
      SparseImages images{{5, 6}, {0}, {}, {}};
      for (std::int64_t i = 0; i < n; ++i) images.end_image();
      const auto batch = to_batch<float, std::int32_t, Space>(images);
      EXPECT_EQ(plan.apply(Space(), batch).numRows(), n);
      EXPECT_EQ(plan.apply_adjoint(Space(), batch).numRows(), n);
    }
}

TEST(Boundaries, KeepInfinitiesToWhereTheyReach) {
  SparseImages images{{6, 6}, {0}, {}, {}};
  images.add(0, std::numeric_limits<double>::infinity());
  images.add(35, 2);
  images.end_image();
  const auto result = result_of(images, with_boundary(Boundary::wrap));
  EXPECT_TRUE(std::isinf(result.values.front()));
  for (const double value : result.values) EXPECT_FALSE(std::isnan(value));
}

TEST(Boundaries, RefuseExtendedImagesThatColumnsCannotNumber) {
  const ImageShape large{46000, 46000};  // 2^31 pixels less 31,483,648
  EXPECT_NO_THROW(FloatPlan(Space(), large, box_filter(11), with_boundary(Boundary::zero)));
  expect_error(
      [&] {
        return FloatPlan(Space(), large, Filter({801, 1}, std::vector<double>(801, 1)),
                         with_boundary(Boundary::wrap));
      },
      Error::Cause::input, {"an extended image of 46800x46000", "use std::int64_t columns"});
}

TEST(Boundaries, AreRefusedIfThereIsNoneOfTheName) {
  expect_error([] { return boundary_from_string("periodic"); }, Error::Cause::input,
               {"periodic", "zero, reflect, mirror, nearest, wrap"});
  for (const Boundary boundary : all_boundaries())
    EXPECT_EQ(boundary_from_string(to_string(boundary)), boundary);
  expect_error(
      [] {
        return FloatPlan(Space(), {5, 5}, box_filter(3), with_boundary(static_cast<Boundary>(9)));
      },
      Error::Cause::input, {"no boundary"});
}

TEST(Windows, AreRefusedWhereTheyCannotBe) {
  constexpr std::int64_t most = std::numeric_limits<std::int64_t>::max();
  for (const OutputWindow window :
       {OutputWindow{0, 0, {0, 4}}, OutputWindow{0, 0, {4, -1}},
        OutputWindow{-max_extent, 0, {4, 4}}, OutputWindow{0, max_extent, {4, 4}},
        OutputWindow{0, most, {4, 4}}, OutputWindow{-most, 0, {4, 4}},
        OutputWindow{0, 0, {most, 4}}}) {
    Options options;
    options.window = window;
    expect_error(
        [&] {
          return FloatPlan(Space(), {5, 5}, box_filter(3), options);
        },
        Error::Cause::input, {"the option window is " + to_string(window)});
  }
}

TEST(Windows, BeyondTheResultAreEmpty) {
  Options options;
  options.window = OutputWindow{100, -50, {5, 5}};
  Random random(1);
  EXPECT_TRUE(result_of(random_images(random, {9, 9}, 2, 1), options).values.empty());
  options.window = OutputWindow{-max_extent + 20, max_extent - 20, {5, 5}};
  for (const Method method : all_methods()) {
    options.method = method;
    EXPECT_TRUE(result_of(random_images(random, {9, 9}, 2, 1), options).values.empty());
  }
}

TEST(Windows, HaveModesAndAnchorsAsNames) {
  EXPECT_EQ(output_window({7, 9}, {4, 3}, Mode::same), (OutputWindow{1, 1, {7, 9}}));
  EXPECT_EQ(output_window({7, 9}, {4, 3}, Mode::same, true), (OutputWindow{2, 1, {7, 9}}));
  EXPECT_EQ(output_window({7, 9}, {4, 3}, Mode::full, true), (OutputWindow{0, 0, {10, 11}}));
  EXPECT_EQ(anchored_window({7, 9}, {4, 3}, 0, 2), (OutputWindow{0, 2, {7, 9}}));
  EXPECT_EQ(anchored_window({7, 9}, {4, 3}, 0, 2, true), (OutputWindow{3, 0, {7, 9}}));
  EXPECT_THROW(static_cast<void>(anchored_window({7, 9}, {4, 3}, 4, 0)), Error);
  EXPECT_THROW(static_cast<void>(anchored_window({7, 9}, {4, 3}, 0, -1)), Error);
}

}  // namespace
}  // namespace SparseConv::Test
