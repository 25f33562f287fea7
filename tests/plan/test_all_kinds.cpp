// Plans of all kinds, with boundaries, windows and adjoints, through all doors: single and dense
// images, results that are handed back in, phases, patterns, other modes.
#include <algorithm>
#include <plan/AllKinds.hpp>
#include <support/compare.hpp>
#include <support/convolve.hpp>
#include <support/spaces.hpp>

namespace SparseConv::Test {
namespace {

template <class T>
class PlansOfAllKinds : public testing::Test {};
TYPED_TEST_SUITE(PlansOfAllKinds, PairsOfTypes);

TYPED_TEST(PlansOfAllKinds, TakeSingleImages) {
  AllKinds<TypeParam> given;
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

TYPED_TEST(PlansOfAllKinds, TakeDenseImages) {
  AllKinds<TypeParam> given;
  using TestPlan = typename AllKinds<TypeParam>::TestPlan;
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

TYPED_TEST(PlansOfAllKinds, TakeResultsBackIn) {
  AllKinds<TypeParam> given;
  given.for_each_plan(reproducible_methods<TypeParam>(), [&](auto& plan) {
    typename AllKinds<TypeParam>::TestBatch result;
    for (const double density : {0.1, 0.0, 0.4, 0.2}) {
      const auto batch = given.batch(random_images(given.random, plan.image_shape(), 4, density));
      plan.apply_into(given.space, batch, result);
      EXPECT_TRUE(identical(from_batch(result, plan.output_shape()),
                            from_batch(plan.apply(given.space, batch), plan.output_shape())));
    }
  });
}

TYPED_TEST(PlansOfAllKinds, HavePhases) {
  AllKinds<TypeParam> given;
  const auto methods = reproducible_methods<TypeParam>({Method::direct, Method::precomputed});
  given.for_each_plan(methods, [&](auto& plan) {
    SparseImages images = random_images(given.random, plan.image_shape(), 4, 0.2);
    auto result = plan.symbolic(given.space, given.batch(images));
    for (const double value : from_batch(result, given.shape).values) EXPECT_EQ(value, 0);
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
TYPED_TEST(PlansOfAllKinds, GiveTheValuesAtAPattern) {
  AllKinds<TypeParam> given;
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

TYPED_TEST(PlansOfAllKinds, TakeOtherModesAndUnsortedImages) {
  AllKinds<TypeParam> given;
  constexpr bool single_precision = sizeof(typename TypeParam::Scalar) == 4;
  given.for_each_plan({Method::direct, Method::lazy}, [&](auto& plan) {
    for (const Mode mode : {Mode::full, Mode::valid, Mode::same}) {
      Options options = plan.options();
      options.mode = mode;
      options.window = {};
      const OutputWindow window = reference_window(given.shape, given.filter.shape(), options);
      const ImageShape in = options.adjoint ? window.shape : given.shape;
      const SparseImages images = random_images(given.random, in, 2, 0.3);
      const auto batch = given.batch(shuffled(given.random, images));
      const auto made = plan.apply(given.space, batch, mode);
      EXPECT_TRUE(
          agrees(from_batch(made, options.adjoint ? given.shape : window.shape),
                 reference_convolve(images, given.shape, given.filter, options, single_precision),
                 tolerance<typename TypeParam::Scalar>))
          << to_string(mode);
    }
  });
}

}  // namespace
}  // namespace SparseConv::Test
