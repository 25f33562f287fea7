// What a boundary does to a batch, and what it does not; and boundaries that are refused.
#include <SparseConv/Plan.hpp>
#include <cmath>
#include <limits>
#include <support/compare.hpp>
#include <support/convolve.hpp>
#include <support/expect_error.hpp>
#include <support/random_images.hpp>

namespace SparseConv::Test {
namespace {

using Space = Kokkos::DefaultExecutionSpace;
using FloatPlan = Plan<float, std::int32_t, Space>;

Options with_boundary(Boundary boundary, Mode mode = Mode::same) {
  Options options;
  options.boundary = boundary;
  options.mode = mode;
  return options;
}

SparseImages result_of(const SparseImages& images, const Options& options) {
  return convolve<Types<float, std::int32_t, Space>>(images, gaussian_filter(1), options);
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

}  // namespace
}  // namespace SparseConv::Test
