// Values at some pixels: those of a pattern, or those of the batch itself.
#include <SparseConv.hpp>
#include <cmath>
#include <support/compare.hpp>
#include <support/convolve.hpp>
#include <support/expect_error.hpp>
#include <support/has_values_at.hpp>
#include <support/random_images.hpp>
#include <support/spaces.hpp>

namespace SparseConv::Test {
namespace {

constexpr ImageShape shape{20, 31};

template <class T>
class ApplyAt : public testing::Test {
 protected:
  using Scalar = typename T::Scalar;
  using Space = typename T::ExecutionSpace;
  using TestPlan = Plan<Scalar, typename T::Ordinal, Space>;

  Random random{7};
  Space space;

  auto batch(const SparseImages& of) { return to_batch<T>(of); }

  SparseImages values_at(const SparseImages& images, const SparseImages& pattern,
                         const Filter& filter, const Options& options = {}) {
    TestPlan plan(space, images.shape, filter, options);
    return from_batch(plan.apply_at(space, batch(images), batch(pattern)), plan.output_shape());
  }
};
TYPED_TEST_SUITE(ApplyAt, PairsOfTypes);

/// The same batch with zeros in place of values.
SparseImages without_values(SparseImages images) {
  std::fill(images.values.begin(), images.values.end(), 0.0);
  return images;
}

TYPED_TEST(ApplyAt, GivesExactlyThePixelsOfThePattern) {
  constexpr bool single_precision = sizeof(typename TypeParam::Scalar) == 4;
  const SparseImages images = random_images(this->random, shape, 6, 0.05);
  const Filter filter = random_filter(this->random, {3, 6}, 0.2);
  for (const Mode mode : {Mode::same, Mode::full, Mode::valid}) {
    const ImageShape output = output_shape(shape, filter.shape(), mode);
    const ReferenceResult reference = reference_convolve(images, filter, mode, single_precision);
    for (const double density : {0.01, 0.3, 1.0}) {
      const SparseImages pattern = random_images(this->random, output, 6, density);
      for (const Options& options : all_variants<TypeParam>(mode))
        EXPECT_TRUE(has_values_at<typename TypeParam::Scalar>(
            this->values_at(images, pattern, filter, options), pattern, reference))
            << describe(options) << ", density " << density;
    }
  }
}

TYPED_TEST(ApplyAt, GivesTheBitsOfAWholeResult) {
  const SparseImages images = random_images(this->random, shape, 6, 0.3);
  const Filter filter = random_filter(this->random, {5, 3});
  for (const Options& options : all_variants<TypeParam>(Mode::same)) {
    if (options.method != Method::direct) continue;
    const SparseImages whole = convolve<TypeParam>(images, filter, options);
    EXPECT_TRUE(identical(this->values_at(images, without_values(whole), filter, options), whole))
        << describe(options);
  }
}

TYPED_TEST(ApplyAt, TakesThePixelsOfTheBatchItself) {
  SparseImages images = random_images(this->random, shape, 6, 0.1);
  for (std::size_t k = 0; k < images.values.size(); k += 3) images.values[k] = 0;
  const Filter filter = random_filter(this->random, {3, 3});
  for (const Method method : all_methods()) {
    Options options;
    options.method = method;
    typename TestFixture::TestPlan plan(this->space, shape, filter, options);
    const SparseImages expected = this->values_at(images, images, filter);
    EXPECT_EQ(expected.columns, images.columns);
    for (const SparseImages& given : {images, shuffled(this->random, images)})
      EXPECT_TRUE(
          identical(from_batch(plan.apply_at(this->space, this->batch(given)), shape), expected));
  }
}

TYPED_TEST(ApplyAt, SortsAndMergesAPattern) {
  const SparseImages images = random_images(this->random, shape, 2, 0.3);
  const Filter filter = box_filter(3);
  const SparseImages pattern{shape, {0, 4, 6}, {40, 3, 40, 7, 9, 9}, {0, 0, 0, 0, 0, 0}};
  const SparseImages sorted{shape, {0, 3, 4}, {3, 7, 40, 9}, {0, 0, 0, 0}};
  EXPECT_TRUE(
      identical(this->values_at(images, pattern, filter), this->values_at(images, sorted, filter)));
}

TYPED_TEST(ApplyAt, CountsNeighbours) {
  // Two entries beside each other, one alone, and an image without any.
  const SparseImages images{{3, 5}, {0, 3, 3}, {0, 1, 14}, {1, 1, 1}};
  typename TestFixture::TestPlan plan(this->space, images.shape,
                                      Filter({3, 3}, std::vector<double>(9, 1)));
  const SparseImages expected{{3, 5}, {0, 3, 3}, {0, 1, 14}, {2, 2, 1}};
  EXPECT_TRUE(identical(from_batch(plan.apply_at(this->space, this->batch(images)), images.shape),
                        expected));
}

TYPED_TEST(ApplyAt, GivesZerosWhereNothingReaches) {
  const SparseImages pattern = random_images(this->random, shape, 3, 0.2);
  const SparseImages corner{shape, {0, 1, 1, 2}, {0, 0}, {1, 1}};
  const SparseImages nothing{shape, {0, 0, 0, 0}, {}, {}};
  const SparseImages there{shape, {0, 0, 2, 2}, {0, shape.size() - 1}, {5, 5}};
  EXPECT_TRUE(identical(this->values_at(nothing, pattern, box_filter(3)), without_values(pattern)));
  EXPECT_TRUE(identical(this->values_at(corner, there, box_filter(3)), without_values(there)));
  EXPECT_TRUE(identical(this->values_at(pattern, pattern, Filter({2, 2}, {0, 0, 0, 0})),
                        without_values(pattern)));
  EXPECT_TRUE(identical(this->values_at(pattern, nothing, box_filter(3)), nothing));
  const SparseImages no_images{shape, {0}, {}, {}};
  EXPECT_TRUE(identical(this->values_at(no_images, no_images, box_filter(3)), no_images));
}

TYPED_TEST(ApplyAt, LetsInfinitiesReachTheirPixelsAlone) {
  const double infinity = std::numeric_limits<double>::infinity();
  const SparseImages images{{3, 6}, {0, 4}, {0, 1, 5, 17}, {infinity, 1, std::nan(""), 1}};
  SparseImages all{{3, 6}, {0, 18}, {}, std::vector<double>(18, 0.0)};
  for (std::int64_t pixel = 0; pixel < 18; ++pixel) all.columns.push_back(pixel);
  const Filter filter({1, 3}, {1, 0, 2});
  std::vector<double> expected(18, 0.0);
  expected[0] = 1;             // of the 1 in the second column
  expected[1] = 2 * infinity;  // of the first
  expected[2] = 2;             // of the second
  expected[4] = std::nan("");  // of the sixth
  expected[16] = 1;            // of the last
  const SparseImages result = this->values_at(images, all, filter);
  all.values = expected;
  EXPECT_TRUE(identical(result, all));
}

TYPED_TEST(ApplyAt, HasArraysOfItsOwn) {
  const SparseImages images = random_images(this->random, shape, 3, 0.1);
  typename TestFixture::TestPlan plan(this->space, shape, box_filter(3));
  const auto batch = this->batch(images);
  auto result = plan.apply_at(this->space, batch);
  plan.apply_into(this->space, this->batch(random_images(this->random, shape, 3, 0.02)), result);
  EXPECT_TRUE(identical(from_batch(batch, shape), images));
}

TYPED_TEST(ApplyAt, FollowsTheFilterAndTheModeOfTheCall) {
  const SparseImages images = random_images(this->random, shape, 3, 0.2);
  const Filter before = random_filter(this->random, {3, 3});
  const Filter filter = random_filter(this->random, {3, 3});
  Options options;
  options.method = Method::lazy;
  typename TestFixture::TestPlan plan(this->space, shape, before, options);
  EXPECT_TRUE(identical(from_batch(plan.apply_at(this->space, this->batch(images)), shape),
                        this->values_at(images, images, before)));
  plan.update_filter(this->space, filter);
  plan.release_memory();
  EXPECT_TRUE(identical(from_batch(plan.apply_at(this->space, this->batch(images)), shape),
                        this->values_at(images, images, filter)));
  const ImageShape output{22, 33};
  const SparseImages pattern = random_images(this->random, output, 3, 0.2);
  options.mode = Mode::full;
  EXPECT_TRUE(identical(
      from_batch(plan.apply_at(this->space, this->batch(images), this->batch(pattern), Mode::full),
                 output),
      this->values_at(images, pattern, filter, options)));
}

TYPED_TEST(ApplyAt, TakesAnImage) {
  // An image of 2 x 3 pixels and its pattern, both as matrices of their shape.
  const SparseImages image{{1, 3}, {0, 2, 3}, {0, 2, 1}, {1, 2, 4}};
  const SparseImages pattern{{1, 3}, {0, 1, 3}, {1, 0, 2}, {0, 0, 0}};
  typename TestFixture::TestPlan plan(this->space, {2, 3}, Filter({1, 2}, {1, 10}));
  const auto result = plan.apply_image_at(this->space, this->batch(image), this->batch(pattern));
  EXPECT_TRUE(identical(from_batch(result, {1, 3}), {{1, 3}, {0, 1, 3}, {1, 0, 2}, {10, 0, 40}}));
  expect_error(
      [&] {
        return plan.apply_image_at(this->space, this->batch(image),
                                   this->batch(slice(pattern, 0, 1)));
      },
      Error::Cause::input, {"the pattern is a matrix of 1x3", "2x3"});
}

TYPED_TEST(ApplyAt, RefusesOtherPatterns) {
  const SparseImages images = random_images(this->random, shape, 3, 0.1);
  typename TestFixture::TestPlan plan(this->space, shape, box_filter(3));
  const auto batch = this->batch(images);
  const auto refuses = [&](const SparseImages& pattern, std::initializer_list<std::string> words) {
    expect_error([&] { return plan.apply_at(this->space, batch, this->batch(pattern)); },
                 Error::Cause::input, words);
  };
  refuses(slice(images, 0, 2), {"the pattern has 2 images", "the batch has 3"});
  refuses({shape, {0, 0, 0, 1}, {shape.size()}, {1}}, {"image 2", "column"});
  refuses({{20, 30}, {0, 0, 0, 0}, {}, {}}, {"600 columns"});
  Options options;
  options.mode = Mode::full;
  typename TestFixture::TestPlan full(this->space, shape, box_filter(3), options);
  expect_error([&] { return full.apply_at(this->space, batch); }, Error::Cause::input,
               {"results are 22x33", "images are 20x31"});
}

TYPED_TEST(ApplyAt, DoesWithoutAThresholdAndNormalizesWhatItStores) {
  const SparseImages images{{1, 4}, {0, 2, 3}, {0, 2, 3}, {1, 3, 0}};
  Options options;
  options.threshold = 2;
  options.normalize = Normalize::sum;
  EXPECT_TRUE(identical(this->values_at(images, images, delta_filter(), options),
                        {{1, 4}, {0, 2, 3}, {0, 2, 3}, {0.25, 0.75, 0}}));
}

TYPED_TEST(ApplyAt, WorksUnchecked) {
  const SparseImages images = random_images(this->random, shape, 6, 0.1);
  const SparseImages pattern = random_images(this->random, shape, 6, 0.1);
  const Filter filter = random_filter(this->random, {3, 3});
  Options options;
  options.check = Check::none;
  EXPECT_TRUE(identical(this->values_at(images, pattern, filter, options),
                        this->values_at(images, pattern, filter)));
}

}  // namespace
}  // namespace SparseConv::Test
