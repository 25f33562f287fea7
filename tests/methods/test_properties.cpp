// Properties that a convolution has for all data.
#include <cstring>
#include <support/compare.hpp>
#include <support/convolve.hpp>
#include <support/random_images.hpp>
#include <support/spaces.hpp>

namespace SparseConv::Test {
namespace {

constexpr ImageShape shape{33, 47};

struct Given {
  Random random{11};
  SparseImages images = random_images(random, shape, 12, 0.05);
  Filter filter = random_filter(random, {5, 4});
};

template <class T>
class Properties : public testing::Test {};
TYPED_TEST_SUITE(Properties, AllTypes);

SparseImages scaled(SparseImages images, double factor) {
  for (double& value : images.values) value *= factor;
  return images;
}

/// Moves pixel (row, column) to pixel (column, row), and leaves columns unsorted.
SparseImages transposed(const SparseImages& images) {
  SparseImages result = images;
  result.shape = {images.shape.width, images.shape.height};
  for (std::int64_t& column : result.columns)
    column = column % images.shape.width * images.shape.height + column / images.shape.width;
  return result;
}

Filter transposed(const Filter& filter) {
  std::vector<double> weights;
  for (std::int64_t j = 0; j < filter.shape().width; ++j)
    for (std::int64_t i = 0; i < filter.shape().height; ++i) weights.push_back(filter(i, j));
  return Filter({filter.shape().width, filter.shape().height}, weights);
}

/// The same pixels in larger images, moved down by `rows` and right by `columns`.
SparseImages shifted(const SparseImages& images, std::int64_t rows, std::int64_t columns) {
  SparseImages result = images;
  result.shape = {images.shape.height + rows, images.shape.width + columns};
  for (std::int64_t& column : result.columns)
    column = (column / images.shape.width + rows) * result.shape.width +
             column % images.shape.width + columns;
  return result;
}

TYPED_TEST(Properties, ScalingByAPowerOfTwoIsExact) {
  Given given;
  for (const Options& options : reproducible_variants<TypeParam>(Mode::same))
    EXPECT_TRUE(identical(convolve<TypeParam>(scaled(given.images, 4), given.filter, options),
                          scaled(convolve<TypeParam>(given.images, given.filter, options), 4)))
        << describe(options);
}

TYPED_TEST(Properties, TheSumOfImagesGivesTheSumOfResults) {
  Given given;
  const SparseImages other = random_images(given.random, shape, 12, 0.05);
  SparseImages sum{shape, {0}, {}, {}};
  for (std::int64_t i = 0; i < 12; ++i) {
    for (const SparseImages* part : {&std::as_const(given.images), &other})
      for (std::int64_t k = part->row_map[i]; k < part->row_map[i + 1]; ++k)
        sum.add(part->columns[k], part->values[k]);
    sum.end_image();
  }
  const bool single_precision = sizeof(typename TypeParam::Scalar) == 4;
  ReferenceResult expected =
      reference_convolve(given.images, given.filter, Mode::full, single_precision);
  const ReferenceResult more =
      reference_convolve(other, given.filter, Mode::full, single_precision);
  for (std::size_t i = 0; i < expected.size(); ++i)
    for (const auto& [column, pixel] : more[i]) {
      expected[i][column].sum += pixel.sum;
      expected[i][column].magnitude += pixel.magnitude;
    }
  for (const Options& options : all_variants<TypeParam>(Mode::full))
    EXPECT_TRUE(agrees(convolve<TypeParam>(sum, given.filter, options), expected,
                       tolerance<typename TypeParam::Scalar>))
        << describe(options);
}

TYPED_TEST(Properties, AShiftOfTheImageShiftsTheResult) {
  Given given;
  for (const Options& options : reproducible_variants<TypeParam>(Mode::full))
    EXPECT_TRUE(identical(convolve<TypeParam>(shifted(given.images, 3, 70), given.filter, options),
                          shifted(convolve<TypeParam>(given.images, given.filter, options), 3, 70)))
        << describe(options);
}

TYPED_TEST(Properties, TransposingImageAndFilterTransposesTheResult) {
  Given given;
  const bool single_precision = sizeof(typename TypeParam::Scalar) == 4;
  const auto expected = reference_convolve(transposed(given.images), transposed(given.filter),
                                           Mode::same, single_precision);
  for (const Options& options : all_variants<TypeParam>(Mode::same))
    EXPECT_TRUE(
        agrees(convolve<TypeParam>(transposed(given.images), transposed(given.filter), options),
               expected, tolerance<typename TypeParam::Scalar>))
        << describe(options);
}

TYPED_TEST(Properties, AnImageDoesNotDependOnItsBatch) {
  Given given;
  for (const Options& options : reproducible_variants<TypeParam>(Mode::same)) {
    const SparseImages whole = convolve<TypeParam>(given.images, given.filter, options);
    for (std::int64_t i = 0; i < 12; ++i)
      EXPECT_TRUE(
          identical(convolve<TypeParam>(slice(given.images, i, i + 1), given.filter, options),
                    slice(whole, i, i + 1)))
          << describe(options);
  }
}

TYPED_TEST(Properties, NeitherTilesNorThreadsChangeABit) {
  Given given;
  Options options;
  options.method = Method::direct;
  const SparseImages expected = convolve<TypeParam>(given.images, given.filter, options);
  for (const Options& other : all_variants<TypeParam>(Mode::same)) {
    if (other.method != Method::direct) continue;
    EXPECT_TRUE(identical(convolve<TypeParam>(given.images, given.filter, other), expected))
        << describe(other);
  }
  // A device, whose products and sums may be fused, agrees with a host to rounding alone.
  using Host = Types<typename TypeParam::Scalar, typename TypeParam::Ordinal,
                     Kokkos::DefaultHostExecutionSpace>;
  if constexpr (on_host<typename TypeParam::ExecutionSpace>) {
    EXPECT_TRUE(identical(convolve<Host>(given.images, given.filter, options), expected));
  }
}

TYPED_TEST(Properties, AResultCanBeConvolvedAgain) {
  Given given;
  Options options;
  options.mode = Mode::full;
  const SparseImages once = convolve<TypeParam>(given.images, given.filter, options);
  const SparseImages twice = convolve<TypeParam>(once, box_filter(3), options);
  EXPECT_TRUE(agrees(
      twice,
      reference_convolve(once, box_filter(3), Mode::full, sizeof(typename TypeParam::Scalar) == 4),
      tolerance<typename TypeParam::Scalar>));
}

}  // namespace
}  // namespace SparseConv::Test
