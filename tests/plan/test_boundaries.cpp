// Boundaries, correlation and adjoints against the reference: all small shapes of image and filter,
// all modes and boundaries.
#include <SparseConv/Plan.hpp>
#include <support/compare.hpp>
#include <support/convolve.hpp>
#include <support/dot.hpp>
#include <support/random_images.hpp>
#include <support/small_shapes.hpp>
#include <support/spaces.hpp>
#include <tuple>

namespace SparseConv::Test {
namespace {

constexpr std::int64_t largest = 6;

std::string describe(const Options& options, ImageShape image, ImageShape filter) {
  return to_string(options.method) + ", mode " + to_string(options.mode) + ", window " +
         (options.window ? to_string(*options.window) : "none") + ", boundary " +
         to_string(options.boundary) + (options.correlate ? ", correlate" : "") + ", image " +
         to_string(image) + ", filter " + to_string(filter);
}

/// Checks a plan and its adjoint, each by itself and both against each other.
template <class T>
void check(Random& random, ImageShape image, ImageShape filter_shape, const Options& options) {
  using Scalar = typename T::Scalar;
  using Space = typename T::ExecutionSpace;
  const auto batch_of = [](const SparseImages& images) { return to_batch<T>(images); };
  const Space space;
  const Filter filter = random_filter(random, filter_shape, random() % 3 == 0 ? 0.4 : 0);
  Plan<Scalar, typename T::Ordinal, Space> plan(space, image, filter, options);
  const SparseImages x = random_images(random, image, {0, 0.1, 0.4, 1});
  const SparseImages y = random_images(random, plan.output_shape(), {1, 0.1, 0, 0.4});
  const SparseImages result = from_batch(plan.apply(space, batch_of(x)), plan.output_shape());
  const SparseImages back = from_batch(plan.apply_adjoint(space, batch_of(y)), image);
  const bool single_precision = sizeof(Scalar) == 4;
  ASSERT_TRUE(agrees(result, reference_convolve(x, image, filter, options, single_precision),
                     tolerance<Scalar>))
      << describe(options, image, filter_shape);
  Options adjoint = options;
  adjoint.adjoint = true;
  ASSERT_TRUE(agrees(back, reference_convolve(y, image, filter, adjoint, single_precision),
                     tolerance<Scalar>))
      << "adjoint: " << describe(options, image, filter_shape);
  const Product forward = dot(result, y), backward = dot(x, back);
  ASSERT_NEAR(forward.sum, backward.sum,
              10 * tolerance<Scalar> * (forward.magnitude + backward.magnitude + 1))
      << describe(options, image, filter_shape);
}

using DoubleTypes = Types<double, std::int32_t, Default>;

class AllShapes : public testing::TestWithParam<std::tuple<Boundary, Mode>> {};

TEST_P(AllShapes, AgreeWithTheReference) {
  Random random(1);
  Options options;
  std::tie(options.boundary, options.mode) = GetParam();
  for (const ImageShape image : shapes_up_to(largest))
    for (const ImageShape filter : shapes_up_to(largest)) {
      if (!has_result(image, filter, options.mode)) continue;
      options.correlate = random() % 2 == 0;
      for (const Method method : all_methods()) {
        options.method = method;
        check<DoubleTypes>(random, image, filter, options);
        if (testing::Test::HasFatalFailure()) return;
      }
    }
}

std::string name_of(const testing::TestParamInfo<std::tuple<Boundary, Mode>>& info) {
  return to_string(std::get<0>(info.param)) + "_" + to_string(std::get<1>(info.param));
}

INSTANTIATE_TEST_SUITE_P(Boundaries, AllShapes,
                         testing::Combine(testing::ValuesIn(all_boundaries()),
                                          testing::Values(Mode::full, Mode::same, Mode::valid)),
                         name_of);

class AllWindows : public testing::TestWithParam<Boundary> {};

TEST_P(AllWindows, AgreeWithTheReference) {
  Random random(2);
  const auto between = [&](std::int64_t low, std::int64_t high) {
    return low + static_cast<std::int64_t>(random() % static_cast<unsigned>(high - low + 1));
  };
  Options options;
  options.boundary = GetParam();
  for (const ImageShape image : shapes_up_to(4))
    for (const ImageShape filter : shapes_up_to(4))
      for (int i = 0; i < 8; ++i) {
        options.window =
            OutputWindow{between(-9, 9), between(-9, 9), {between(1, 12), between(1, 12)}};
        options.correlate = i % 2 == 0;
        options.method = all_methods()[random() % all_methods().size()];
        check<DoubleTypes>(random, image, filter, options);
        if (testing::Test::HasFatalFailure()) return;
      }
}

INSTANTIATE_TEST_SUITE_P(Boundaries, AllWindows, testing::ValuesIn(all_boundaries()),
                         [](const auto& boundary) { return to_string(boundary.param); });

template <class T>
class Larger : public testing::Test {};
TYPED_TEST_SUITE(Larger, AllTypes);

TYPED_TEST(Larger, ImagesAgreeWithTheReference) {
  Random random(3);
  Options options;
  for (const ImageShape image : {ImageShape{150, 3}, {4, 120}, {20, 15}})
    for (const ImageShape filter : {ImageShape{3, 4}, {9, 8}})
      for (const Boundary boundary : all_boundaries())
        for (const Method method : all_methods()) {
          options.boundary = boundary;
          options.method = method;
          options.mode = random() % 2 == 0 ? Mode::same : Mode::full;
          options.correlate = random() % 2 == 0;
          check<TypeParam>(random, image, filter, options);
          if (testing::Test::HasFatalFailure()) return;
        }
}

/// Images with entries in rows and columns `first` to `last - 1` alone.
SparseImages images_within(Random& random, ImageShape shape, std::int64_t n, std::int64_t first,
                           std::int64_t last) {
  const SparseImages all = random_images(random, shape, n, 0.3);
  const auto within = [&](std::int64_t x) { return x >= first && x < last; };
  SparseImages images{shape, {0}, {}, {}};
  for (std::int64_t i = 0; i < n; ++i) {
    for (std::int64_t k = all.row_map[i]; k < all.row_map[i + 1]; ++k)
      if (within(all.columns[k] / shape.width) && within(all.columns[k] % shape.width))
        images.add(all.columns[k], all.values[k]);
    images.end_image();
  }
  return images;
}

/// One batch after the other.
SparseImages joined(SparseImages images, const SparseImages& others) {
  for (std::int64_t i = 0; i < others.size(); ++i) {
    for (std::int64_t k = others.row_map[i]; k < others.row_map[i + 1]; ++k)
      images.add(others.columns[k], others.values[k]);
    images.end_image();
  }
  return images;
}

// What is copied, and how, depends on whether entries are near an edge.
TYPED_TEST(Larger, ImagesHaveTheSameBitsWithAndWithoutOthersNearAnEdge) {
  using Scalar = typename TypeParam::Scalar;
  using Ordinal = typename TypeParam::Ordinal;
  using Space = typename TypeParam::ExecutionSpace;
  constexpr ImageShape image{24, 24};
  Random random(4);
  const Space space;
  const Filter filter = random_filter(random, {4, 5});
  const SparseImages inner = images_within(random, image, 3, 6, 18);
  const SparseImages mixed = joined(joined(random_images(random, image, 3, 0.3), inner),
                                    images_within(random, image, 2, 0, 12));
  for (const Method method : reproducible_methods<TypeParam>())
    for (const Boundary boundary : all_boundaries()) {
      Options options;
      options.method = method;
      const auto convolved = [&](const SparseImages& images) {
        Plan<Scalar, Ordinal, Space> plan(space, image, filter, options);
        return from_batch(plan.apply(space, to_batch<TypeParam>(images)), plan.output_shape());
      };
      const SparseImages alone = convolved(inner);
      options.boundary = boundary;
      const SparseImages together = convolved(mixed);
      EXPECT_TRUE(identical(slice(together, 3, 6), alone)) << describe(options, image, {4, 5});
      for (std::int64_t i = 0; i < mixed.size(); ++i)
        EXPECT_TRUE(identical(slice(together, i, i + 1), convolved(slice(mixed, i, i + 1))))
            << describe(options, image, {4, 5}) << ", image " << i;
    }
}

}  // namespace
}  // namespace SparseConv::Test
