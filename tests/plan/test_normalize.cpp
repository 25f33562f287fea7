// What is done to the images of a result: small values dropped, images normalized.
#include <SparseConv.hpp>
#include <cmath>
#include <limits>
#include <support/ScarceMemory.hpp>
#include <support/compare.hpp>
#include <support/convolve.hpp>
#include <support/expect_error.hpp>
#include <support/random_images.hpp>
#include <support/spaces.hpp>

namespace SparseConv::Test {
namespace {

template <class T>
class Normalized : public testing::Test {
 protected:
  using Scalar = typename T::Scalar;
  using Space = typename T::ExecutionSpace;
  using TestPlan = Plan<Scalar, typename T::Ordinal, Space>;

  Random random{11};
  Space space;

  auto batch(const SparseImages& of) { return to_batch<T>(of); }

  /// Images as they are but for what the options do to a result.
  SparseImages unchanged(const SparseImages& images, double threshold, Normalize normalize) {
    Options options;
    options.threshold = threshold;
    options.normalize = normalize;
    return convolve<T>(images, delta_filter(), options);
  }
};
TYPED_TEST_SUITE(Normalized, PairsOfTypes);

SparseImages above(const SparseImages& images, double threshold) {
  SparseImages kept{images.shape, {0}, {}, {}};
  for (std::int64_t i = 0; i < images.size(); ++i) {
    for (std::int64_t k = images.row_map[i]; k < images.row_map[i + 1]; ++k)
      if (!(std::abs(images.values[k]) < threshold)) kept.add(images.columns[k], images.values[k]);
    kept.end_image();
  }
  return kept;
}

/// The sum of an image, as it is defined: that of the sums of its rows.
double sum_of(const SparseImages& images, std::int64_t i) {
  double sum = 0;
  for (std::int64_t y = 0; y < images.shape.height; ++y) {
    double of_row = 0;
    for (std::int64_t k = images.row_map[i]; k < images.row_map[i + 1]; ++k)
      if (images.columns[k] / images.shape.width == y) of_row += images.values[k];
    sum += of_row;
  }
  return std::isfinite(sum) && sum != 0 ? sum : 1;
}

double max_of(const SparseImages& images, std::int64_t i) {
  double largest = 0;
  for (std::int64_t k = images.row_map[i]; k < images.row_map[i + 1]; ++k)
    if (std::isfinite(images.values[k])) largest = std::max(largest, images.values[k]);
  return largest > 0 ? largest : 1;
}

template <class Scalar>
SparseImages divided(SparseImages images, double (*total)(const SparseImages&, std::int64_t)) {
  const SparseImages before = images;
  for (std::int64_t i = 0; i < images.size(); ++i) {
    const double divisor = total(before, i);
    for (std::int64_t k = images.row_map[i]; k < images.row_map[i + 1]; ++k)
      images.values[k] = static_cast<Scalar>(images.values[k] / divisor);
  }
  return images;
}

// The second image has so many entries that its rows are added up by several threads.
TYPED_TEST(Normalized, DividesByTheSumOrTheLargestValue) {
  using Value = typename TypeParam::Scalar;
  const ImageShape shape{150, 160};
  const SparseImages images = random_images(this->random, shape, {0.02, 0.9, 0.0, 0.002});
  const Filter filter = random_filter(this->random, {3, 3});
  for (Options options : reproducible_variants<TypeParam>(Mode::full)) {
    if (options.tile_pixels == 5) continue;  // so many tiles take their time
    options.threshold = 0.25;
    const SparseImages kept = convolve<TypeParam>(images, filter, options);
    options.normalize = Normalize::sum;
    EXPECT_TRUE(
        identical(convolve<TypeParam>(images, filter, options), divided<Value>(kept, sum_of)))
        << describe(options);
    options.normalize = Normalize::max;
    EXPECT_TRUE(
        identical(convolve<TypeParam>(images, filter, options), divided<Value>(kept, max_of)))
        << describe(options);
  }
}

TYPED_TEST(Normalized, DropsWhatIsBelowTheThreshold) {
  const SparseImages images = random_images(this->random, {20, 31}, 5, 0.3);
  const Filter filter = random_filter(this->random, {3, 3});
  for (Options options : reproducible_variants<TypeParam>(Mode::same)) {
    const SparseImages all = convolve<TypeParam>(images, filter, options);
    for (const double threshold : {1e-3, 0.5, 1e9}) {
      options.threshold = threshold;
      EXPECT_TRUE(identical(convolve<TypeParam>(images, filter, options), above(all, threshold)))
          << describe(options);
    }
  }
}

TYPED_TEST(Normalized, KeepsWhatIsAtTheThresholdOrNoNumber) {
  const double infinity = std::numeric_limits<double>::infinity();
  const SparseImages images{
      {1, 6}, {0, 6}, {0, 1, 2, 3, 4, 5}, {0.5, -0.5, 0.25, std::nan(""), -infinity, -0.25}};
  EXPECT_TRUE(identical(this->unchanged(images, 0.5, Normalize::none), above(images, 0.5)));
  EXPECT_EQ(above(images, 0.5).columns.size(), 4U);
}

TYPED_TEST(Normalized, LeavesImagesWithoutATotal) {
  const double infinity = std::numeric_limits<double>::infinity();
  const SparseImages images{{2, 3},
                            {0, 2, 2, 4, 6, 8},
                            {0, 5, 1, 2, 3, 4, 0, 1},
                            {2, -2, -3, -5, std::nan(""), 4, infinity, 8}};
  EXPECT_TRUE(identical(this->unchanged(images, 0, Normalize::sum),
                        {{2, 3},
                         {0, 2, 2, 4, 6, 8},
                         {0, 5, 1, 2, 3, 4, 0, 1},
                         {2, -2, 0.375, 0.625, std::nan(""), 4, infinity, 8}}));
  EXPECT_TRUE(identical(this->unchanged(images, 0, Normalize::max),
                        {{2, 3},
                         {0, 2, 2, 4, 6, 8},
                         {0, 5, 1, 2, 3, 4, 0, 1},
                         {1, -1, -3, -5, std::nan(""), 1, infinity, 1}}));
}

TYPED_TEST(Normalized, DropsWhatBecomesZero) {
  const double least = std::numeric_limits<typename TypeParam::Scalar>::denorm_min();
  const SparseImages images{{2, 2}, {0, 2, 3}, {0, 3, 2}, {least, 1024, 8}};
  EXPECT_TRUE(
      identical(this->unchanged(images, 0, Normalize::max), {{2, 2}, {0, 1, 2}, {3, 2}, {1, 1}}));
}

TYPED_TEST(Normalized, TakesTheThresholdFirst) {
  const SparseImages images{{1, 4}, {0, 3}, {0, 1, 3}, {6, 1, 2}};
  EXPECT_TRUE(identical(this->unchanged(images, 2, Normalize::sum),
                        {{1, 4}, {0, 2}, {0, 3}, {0.75, 0.25}}));
}

TYPED_TEST(Normalized, WorksOnEveryWayToCall) {
  const ImageShape shape{9, 14};
  const SparseImages images = random_images(this->random, shape, 4, 0.3);
  const auto batch = this->batch(images);
  Options options;
  options.threshold = 0.125;
  options.normalize = Normalize::max;
  typename TestFixture::TestPlan plan(this->space, shape, gaussian_filter(1), options);
  EXPECT_EQ(plan.options().normalize, Normalize::max);
  const auto expected = from_batch(plan.apply(this->space, batch), shape);
  typename TestFixture::TestPlan::batch_type into;
  for (int i = 0; i < 3; ++i) {
    plan.apply_into(this->space, batch, into);
    EXPECT_TRUE(identical(from_batch(into, shape), expected));
  }
  const typename TestFixture::TestPlan::dense_type dense("dense", 4, shape.height, shape.width);
  const auto on_host = Kokkos::create_mirror_view(dense);
  for (std::int64_t i = 0; i < 4; ++i)
    for (std::int64_t k = images.row_map[i]; k < images.row_map[i + 1]; ++k)
      on_host.data()[i * shape.size() + images.columns[k]] =
          static_cast<typename TypeParam::Scalar>(images.values[k]);
  Kokkos::deep_copy(dense, on_host);
  const auto result = plan.apply_dense(this->space, dense);
  Kokkos::deep_copy(on_host, result);
  for (std::int64_t i = 0; i < 4; ++i)
    for (std::int64_t k = expected.row_map[i]; k < expected.row_map[i + 1]; ++k)
      EXPECT_EQ(on_host.data()[i * shape.size() + expected.columns[k]], expected.values[k]);
  options.normalize = Normalize::none;
  EXPECT_TRUE(identical(from_batch(plan.apply_part(this->space, batch), shape),
                        convolve<TypeParam>(images, gaussian_filter(1), options)));
}

TYPED_TEST(Normalized, LeavesPartsOfImagesAlone) {
  const ImageShape shape{9, 14};
  const auto batch = this->batch(random_images(this->random, shape, 4, 0.3));
  const auto pattern = this->batch(random_images(this->random, shape, 4, 0.3));
  Options options;
  typename TestFixture::TestPlan plain(this->space, shape, gaussian_filter(1), options);
  options.threshold = 0.125;
  options.normalize = Normalize::max;
  typename TestFixture::TestPlan plan(this->space, shape, gaussian_filter(1), options);
  EXPECT_TRUE(identical(from_batch(plan.apply_part_at(this->space, batch), shape),
                        from_batch(plain.apply_at(this->space, batch), shape)));
  EXPECT_TRUE(identical(from_batch(plan.apply_part_at(this->space, batch, pattern), shape),
                        from_batch(plain.apply_at(this->space, batch, pattern), shape)));
}

TYPED_TEST(Normalized, LeavesNoPhases) {
  const auto batch = this->batch(random_images(this->random, {9, 14}, 4, 0.3));
  for (const bool with_threshold : {true, false}) {
    Options options;
    options.method = Method::direct;
    if (with_threshold)
      options.threshold = 1;
    else
      options.normalize = Normalize::sum;
    typename TestFixture::TestPlan plan(this->space, {9, 14}, box_filter(3), options);
    EXPECT_FALSE(plan.has_phases());
    expect_error([&] { return plan.symbolic(this->space, batch); }, Error::Cause::input,
                 {"threshold", "symbolic"});
  }
}

/// An image that is a column takes no more memory than one that is a row.
TEST(Normalize, TakesMemoryForEntriesAlone) {
  using Space = Kokkos::DefaultHostExecutionSpace;
  constexpr std::int64_t length = 20000000, n = 20000;
  SparseImages images{{length, 1}, {0}, {}, {}};
  for (std::int64_t i = 0; i < n; ++i) images.add(i * (length / n), 2);
  images.end_image();
  const auto batch = to_batch<float, std::int32_t, Space>(images);
  Options options;
  options.normalize = Normalize::sum;
  Plan<float, std::int32_t, Space> plan(Space(), images.shape, delta_filter(), options);
  const ScarceMemory memory(std::size_t(32) << 20);
  const SparseImages result = from_batch(plan.apply(Space(), batch), images.shape);
  EXPECT_EQ(result.values, std::vector<double>(n, 1.0f / n));
}

TEST(Normalize, HasNames) {
  for (const Normalize normalize : {Normalize::none, Normalize::sum, Normalize::max})
    EXPECT_EQ(normalize_from_string(to_string(normalize)), normalize);
  EXPECT_THROW(static_cast<void>(normalize_from_string("l2")), Error);
}

}  // namespace
}  // namespace SparseConv::Test
