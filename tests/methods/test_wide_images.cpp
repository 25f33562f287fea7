// Images so wide that no window fits their rows: direct leaves out the columns that no entry
// reaches.
#include <support/compare.hpp>
#include <support/convolve.hpp>
#include <support/expect_error.hpp>
#include <support/has_values_at.hpp>
#include <support/random_images.hpp>
#include <support/spaces.hpp>

namespace SparseConv::Test {
namespace {

constexpr ImageShape wide{6, 12'000'000};

/// Adds an entry for about every other pixel of some columns.
void add_columns(SparseImages& images, Random& random, std::vector<std::int64_t> columns) {
  for (std::int64_t row = 0; row < images.shape.height; ++row)
    for (const std::int64_t column : columns)
      if (random() % 2 == 0)
        images.add(row * images.shape.width + column, 1 + static_cast<double>(random() % 8));
  images.end_image();
}

/// Images with entries at both edges, at one, at none, and without entries. Some columns are just
/// so far apart that a filter of three columns reaches both, or leaves none between.
SparseImages wide_images(Random& random) {
  SparseImages images{wide, {0}, {}, {}};
  const std::int64_t end = wide.width;
  add_columns(images, random, {0, 1, 5, 8, 900, 2'000'000, 2'000'003, end - 9, end - 2, end - 1});
  add_columns(images, random, {3, 70, 77, 3'000'000});
  add_columns(images, random, {});
  add_columns(images, random, {2'500'000, 2'500'002, end - 1});
  add_columns(images, random, {end - 3, end - 2});
  add_columns(images, random, {0});
  return images;
}

/// Filters, of which the last two reach one side only.
std::vector<Filter> filters(Random& random) {
  std::vector<Filter> filters{random_filter(random, {3, 3}), random_filter(random, {2, 8}, 0.3),
                              gaussian_filter(0.5)};
  for (const std::int64_t tap : {0, 6}) {
    std::vector<double> weights(7, 0.0);
    weights[static_cast<std::size_t>(tap)] = 2;
    filters.emplace_back(ImageShape{1, 7}, weights);
  }
  return filters;
}

template <class T>
class WideImages : public testing::Test {
 protected:
  using Scalar = typename T::Scalar;
  using Space = typename T::ExecutionSpace;
  using TestPlan = Plan<Scalar, typename T::Ordinal, Space>;

  /// Calls `check(plan, reference)` for plans of all filters and modes.
  template <class Check>
  void for_each_plan(const Check& check) {
    for (const Filter& filter : filters(random))
      for (const Mode mode : {Mode::full, Mode::same, Mode::valid}) {
        Options options;
        options.method = Method::direct;
        options.mode = mode;
        SCOPED_TRACE(describe(options) + ", filter " + to_string(filter.shape()));
        TestPlan plan(space, wide, filter, options);
        check(plan, reference_convolve(images, filter, mode, sizeof(Scalar) == 4));
      }
  }

  Random random{11};
  Space space;
  SparseImages images = wide_images(random);
};
TYPED_TEST_SUITE(WideImages, PairsOfTypes);

TYPED_TEST(WideImages, AreConvolved) {
  this->for_each_plan([&](auto& plan, const ReferenceResult& expected) {
    const auto result = plan.apply(this->space, to_batch<TypeParam>(this->images));
    EXPECT_TRUE(agrees(from_batch(result, plan.output_shape()), expected,
                       tolerance<typename TypeParam::Scalar>));
  });
}

TYPED_TEST(WideImages, AreConvolvedInPhases) {
  this->for_each_plan([&](auto& plan, const ReferenceResult&) {
    const auto batch = to_batch<TypeParam>(this->images);
    const auto whole = from_batch(plan.apply(this->space, batch), plan.output_shape());
    auto result = plan.symbolic(this->space, batch);
    for (int i = 0; i < 2; ++i) plan.numeric(this->space, batch, result);
    EXPECT_TRUE(identical(from_batch(result, plan.output_shape()), whole));  // nothing cancels
  });
}

TYPED_TEST(WideImages, HaveValuesAtPixels) {
  this->for_each_plan([&](auto& plan, const ReferenceResult& expected) {
    const ImageShape shape = plan.output_shape();
    SparseImages pattern{shape, {0}, {}, {}};
    for (std::int64_t i = 0; i < this->images.size(); ++i) {
      for (std::int64_t row = 0; row < shape.height; ++row)
        for (const std::int64_t column : {std::int64_t(0), std::int64_t(6), std::int64_t(450),
                                          std::int64_t(1'999'999), shape.width - 1})
          pattern.add(row * shape.width + column, 0);
      pattern.end_image();
    }
    const auto result = from_batch(
        plan.apply_at(this->space, to_batch<TypeParam>(this->images), to_batch<TypeParam>(pattern)),
        shape);
    EXPECT_TRUE(has_values_at<typename TypeParam::Scalar>(result, pattern, expected));
  });
}

TYPED_TEST(WideImages, MissNoPixelUnnoticed) {
  Options options;
  options.method = Method::direct;
  typename TestFixture::TestPlan plan(this->space, wide, box_filter(3), options);
  const auto batch = to_batch<TypeParam>(this->images);
  const auto few = to_batch<TypeParam>(slice(this->images, 1, 2));
  auto result = plan.symbolic(this->space, few);
  plan.numeric(this->space, few, result);
  const auto other = to_batch<TypeParam>(slice(this->images, 3, 4));
  expect_error([&] { plan.numeric(this->space, other, result); }, Error::Cause::input,
               "does not store");
}

// Two entries in opposite corners of an image that no one could store.
TEST(HugeImages, AreConvolved) {
  using T = Types<double, std::int64_t, Kokkos::DefaultHostExecutionSpace>;
  const std::int64_t side = 2'000'000'000;
  SparseImages images{{side, side}, {0}, {}, {}};
  images.add(5, 1);
  images.add(side * side - 7, 2);
  images.end_image();
  Options options;
  options.method = Method::direct;
  EXPECT_TRUE(agrees(convolve<T>(images, box_filter(3), options),
                     reference_convolve(images, box_filter(3), Mode::same), tolerance<double>));
}

}  // namespace
}  // namespace SparseConv::Test
