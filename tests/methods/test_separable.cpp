// Filters that are a column times a row, whose sums direct computes in two passes.
#include <cmath>
#include <limits>
#include <support/compare.hpp>
#include <support/convolve.hpp>
#include <support/random_images.hpp>
#include <support/spaces.hpp>

namespace SparseConv::Test {
namespace {

/// The product of a random column and a random row.
Filter random_product(Random& random, ImageShape shape) {
  const Filter column = random_filter(random, {shape.height, 1});
  const Filter row = random_filter(random, {1, shape.width});
  std::vector<double> weights;
  for (const double a : column.weights())
    for (const double b : row.weights()) weights.push_back(a * b);
  return {shape, weights};
}

/// Options for direct: whole rows, small tiles, and teams of two threads.
std::vector<Options> variants(Mode mode) {
  std::vector<Options> all(3);
  for (Options& options : all) {
    options.method = Method::direct;
    options.mode = mode;
  }
  all[1].tile_pixels = 100;
  all[2].tile_pixels = 1000;
  all[2].team_size = Default().concurrency() > 1 ? 2 : 1;
  return all;
}

template <class T>
class Separable : public testing::Test {};
TYPED_TEST_SUITE(Separable, PairsOfTypes);

/// Checks that each variant gives the result of the reference, and the same bits as the others.
template <class T>
void check(const SparseImages& images, const Filter& filter, Mode mode = Mode::same) {
  using Scalar = typename T::Scalar;
  const ReferenceResult expected = reference_convolve(images, filter, mode, sizeof(Scalar) == 4);
  SparseImages first;
  for (const Options& options : variants(mode)) {
    if (options.team_size > typename T::ExecutionSpace().concurrency()) continue;
    const SparseImages result = convolve<T>(images, filter, options);
    EXPECT_TRUE(agrees(result, expected, tolerance<Scalar>))
        << describe(options) << ", filter " << to_string(filter.shape());
    if (options.tile_pixels == 0) first = result;
    EXPECT_TRUE(identical(result, first))
        << describe(options) << ", filter " << to_string(filter.shape());
  }
}

TYPED_TEST(Separable, SparseAndCrowdedImages) {
  Random random(1);
  for (const ImageShape filter : {ImageShape{5, 5}, {9, 10}, {3, 70}, {21, 17}, {40, 3}}) {
    check<TypeParam>(random_images(random, {20, 40}, {0.002, 0.02, 0.1, 0.3, 1}),
                     random_product(random, filter), Mode::full);
    check<TypeParam>(random_images(random, {25, 150}, {0.001, 0.01, 0.3}),
                     random_product(random, filter), Mode::same);
  }
}

TYPED_TEST(Separable, NamedFilters) {
  Random random(2);
  const SparseImages images = random_images(random, {40, 50}, {0.002, 0.05, 0.5});
  for (const Filter& filter : {gaussian_filter(1), gaussian_filter(3), box_filter(10)})
    for (const Mode mode : {Mode::full, Mode::same, Mode::valid})
      check<TypeParam>(images, filter, mode);
}

// The row of 1/81 must not be so small that its products lack digits where the sums have them.
TEST(SmallValues, KeepTheirDigits) {
  Random random(3);
  SparseImages images = random_images(random, {30, 30}, {0.1, 0.5});
  for (double& value : images.values) value = std::ldexp(value, -112);
  check<Types<float, std::int32_t, Default>>(images, box_filter(9));
}

// A plan in single precision is the same whether weights were rounded before. In double precision
// the rounded filter is no product.
TYPED_TEST(Separable, WeightsInSinglePrecision) {
  Random random(3);
  const SparseImages images = random_images(random, {50, 50}, {0.01, 0.3});
  std::vector<double> weights = gaussian_filter(2).weights();
  for (double& weight : weights) weight = static_cast<float>(weight);
  const Filter rounded(gaussian_filter(2).shape(), weights);
  check<TypeParam>(images, rounded);
  if (sizeof(typename TypeParam::Scalar) == 4) {
    EXPECT_TRUE(identical(convolve<TypeParam>(images, rounded),
                          convolve<TypeParam>(images, gaussian_filter(2))));
  }
}

// Windows that move down images, with gaps that they jump over.
TYPED_TEST(Separable, ImagesLargerThanTheWindow) {
  Random random(4);
  for (const ImageShape image : {ImageShape{400, 20}, {30, 900}, {2, 3000}})
    check<TypeParam>(random_images(random, image, {0.0005, 0.003, 0.1}),
                     random_product(random, {13, 11}));
}

TYPED_TEST(Separable, ValuesThatAreNotFinite) {
  Random random(5);
  SparseImages images = random_images(random, {40, 50}, {0.01, 0.1, 0.6});
  constexpr double infinity = std::numeric_limits<double>::infinity();
  images.values[3] = infinity;
  images.values[100] = -infinity;
  images.values[101] = infinity;
  images.values[400] = std::numeric_limits<double>::quiet_NaN();
  check<TypeParam>(images, random_product(random, {9, 11}));
  check<TypeParam>(images, gaussian_filter(2));
}

TYPED_TEST(Separable, AnImageDoesNotDependOnItsBatch) {
  Random random(6);
  const SparseImages images = random_images(random, {70, 50}, {0.001, 0.6, 0.01, 0.1});
  for (const Options& options : variants(Mode::same)) {
    if (options.team_size > typename TypeParam::ExecutionSpace().concurrency()) continue;
    const SparseImages whole = convolve<TypeParam>(images, gaussian_filter(2), options);
    for (std::int64_t i = 0; i < images.size(); ++i)
      EXPECT_TRUE(
          identical(convolve<TypeParam>(slice(images, i, i + 1), gaussian_filter(2), options),
                    slice(whole, i, i + 1)));
  }
}

// Sums of whole numbers are exact, whatever the factors are.
TYPED_TEST(Separable, WholeNumbersStayWhole) {
  SparseImages images{{30, 30}, {0}, {}, {}};
  for (std::int64_t pixel = 0; pixel < 900; pixel += 2 + pixel % 5)
    images.add(pixel, 1 + static_cast<double>(pixel % 9));
  images.end_image();
  std::vector<double> weights;
  for (const double a : {1, 3, 5, 7, 9, 7, 5, 3, 1})
    for (const double b : {2, 1, 3, 1, 9, 1, 3, 1, 2}) weights.push_back(a * b);
  for (const double scale : {1.0, 1.0 / 256}) {
    const Filter filter = scale * Filter({9, 9}, weights);
    for (const Options& options : variants(Mode::full))
      if (options.team_size <= typename TypeParam::ExecutionSpace().concurrency()) {
        EXPECT_TRUE(agrees(convolve<TypeParam>(images, filter, options),
                           reference_convolve(images, filter, Mode::full, false), 0));
      }
  }
}

}  // namespace
}  // namespace SparseConv::Test
