// Images so wide that direct cuts them into strips.
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

/// Filters so high that strips of 16,000 columns would not stay in a cache: of all taps and of
/// some, of a column times a row, with sums that cancel, and with a value that is no number.
std::vector<Filter> high_filters(Random& random) {
  std::vector<double> differences(2 * 30, 0.0);
  differences.front() = 1;
  differences.back() = -1;
  std::vector<double> with_infinity(25 * 2, 1.0);
  with_infinity[7] = std::numeric_limits<double>::infinity();
  return {random_filter(random, {25, 3}), random_filter(random, {31, 40}, 0.95),
          gaussian_filter(3.5), Filter({30, 2}, differences), Filter({25, 2}, with_infinity)};
}

TYPED_TEST(WideImages, AreConvolvedWhereManyStripsHaveEntries) {
  const ImageShape shape{70, 16000};
  SparseImages batch = random_images(this->random, shape, {0, 0.00002, 0.0005, 0.005});
  for (std::int64_t k = 0; k < 40; ++k)  // equal neighbours, which cancel
    batch.add(k * (shape.width + 1) + 5000 + k % 2, 1);
  batch.end_image();
  for (const Filter& filter : high_filters(this->random))
    for (const Mode mode : {Mode::full, Mode::same, Mode::valid}) {
      Options options;
      options.method = Method::direct;
      options.mode = mode;
      EXPECT_TRUE(
          agrees(convolve<TypeParam>(batch, filter, options),
                 reference_convolve(batch, filter, mode, sizeof(typename TypeParam::Scalar) == 4),
                 tolerance<typename TypeParam::Scalar>))
          << describe(options) << ", filter " << to_string(filter.shape());
    }
}

/// Columns `first` to `last - 1` of images.
SparseImages columns_of(const SparseImages& images, std::int64_t first, std::int64_t last) {
  const std::int64_t width = images.shape.width;
  SparseImages part{{images.shape.height, last - first}, {0}, {}, {}};
  for (std::int64_t i = 0; i < images.size(); ++i) {
    for (std::int64_t k = images.row_map[i]; k < images.row_map[i + 1]; ++k) {
      const std::int64_t row = images.columns[k] / width, column = images.columns[k] % width;
      if (column >= first && column < last)
        part.add(row * (last - first) + column - first, images.values[k]);
    }
    part.end_image();
  }
  return part;
}

// A narrow image is not cut, and has the same result, to the last bit, but near its edges.
TYPED_TEST(WideImages, HaveTheBitsOfNarrowOnes) {
  if (!on_host<typename TypeParam::ExecutionSpace>) GTEST_SKIP() << "windows are for hosts";
  const SparseImages batch =
      random_images(this->random, {70, 20000}, {0, 0.00002, 0.0005, 0.02, 0.3});
  Options options;
  options.method = Method::direct;
  for (const Filter& filter : high_filters(this->random)) {
    const auto whole = convolve<TypeParam>(batch, filter, options);
    const std::int64_t margin = filter.shape().width;
    for (std::int64_t first = 0; first < 20000; first += 1900) {
      const std::int64_t last = std::min<std::int64_t>(first + 2000, 20000);
      const auto part = convolve<TypeParam>(columns_of(batch, first, last), filter, options);
      EXPECT_TRUE(identical(columns_of(part, margin, last - first - margin),
                            columns_of(whole, first + margin, last - margin)))
          << "filter " << to_string(filter.shape()) << ", columns from " << first << " on";
    }
  }
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
