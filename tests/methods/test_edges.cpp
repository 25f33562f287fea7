// Extreme inputs of a convolution.
#include <SparseConv/Error.hpp>
#include <limits>
#include <support/compare.hpp>
#include <support/convolve.hpp>
#include <support/random_images.hpp>
#include <support/spaces.hpp>

namespace SparseConv::Test {
namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();

/// Checks that every variant gives the result of the reference.
template <class T>
void check(const SparseImages& images, const Filter& filter, Mode mode = Mode::same) {
  using Scalar = typename T::Scalar;
  const auto expected = reference_convolve(images, filter, mode, sizeof(Scalar) == 4);
  for (const Options& options : all_variants<T>(mode))
    EXPECT_TRUE(agrees(convolve<T>(images, filter, options), expected, tolerance<Scalar>))
        << describe(options);
}

/// Checks that every variant gives exactly this result.
template <class T>
void check(const SparseImages& images, const Filter& filter, Mode mode,
           const SparseImages& expected) {
  for (const Options& options : all_variants<T>(mode))
    EXPECT_TRUE(identical(convolve<T>(images, filter, options), expected)) << describe(options);
}

template <class T>
class Edges : public testing::Test {};
TYPED_TEST_SUITE(Edges, AllTypes);

TYPED_TEST(Edges, OnePixel) {
  check<TypeParam>({{1, 1}, {0, 1}, {0}, {2}}, Filter({1, 1}, {3}), Mode::same,
                   {{1, 1}, {0, 1}, {0}, {6}});
  check<TypeParam>({{1, 1}, {0, 1}, {0}, {2}}, Filter({1, 2}, {3, 4}), Mode::full,
                   {{1, 2}, {0, 2}, {0, 1}, {6, 8}});
}

TYPED_TEST(Edges, OneRowAndOneColumn) {
  Random random(1);
  check<TypeParam>(random_images(random, {1, 200}, 3, 0.1), random_filter(random, {1, 5}));
  check<TypeParam>(random_images(random, {200, 1}, 3, 0.1), random_filter(random, {5, 1}));
  check<TypeParam>(random_images(random, {1, 200}, 3, 0.1), random_filter(random, {5, 1}),
                   Mode::full);
}

TYPED_TEST(Edges, FilterLargerThanImage) {
  Random random(2);
  for (const Mode mode : {Mode::full, Mode::same})
    check<TypeParam>(random_images(random, {3, 4}, 3, 0.5), random_filter(random, {7, 70}), mode);
}

TYPED_TEST(Edges, EmptyBatchAndEmptyImages) {
  Random random(3);
  const Filter filter = random_filter(random, {3, 3});
  check<TypeParam>({{5, 5}, {0}, {}, {}}, filter, Mode::full, {{7, 7}, {0}, {}, {}});
  check<TypeParam>({{5, 5}, {0, 0, 0}, {}, {}}, filter, Mode::full, {{7, 7}, {0, 0, 0}, {}, {}});
  check<TypeParam>({{5, 5}, {0, 0, 2, 2}, {7, 24}, {1, 2}}, filter);
}

// Threads have no share of work by which large images could be cut.
TYPED_TEST(Edges, EmptyBatchOfLargeImages) {
  const Filter filter({1, 3}, {1, 2, 3});
  for (const ImageShape shape : {ImageShape{300, 300}, {2, 40000}})
    check<TypeParam>({shape, {0}, {}, {}}, filter, Mode::same, {shape, {0}, {}, {}});
}

TYPED_TEST(Edges, EntriesThatReachNoPixelOfTheResult) {
  check<TypeParam>({{5, 5}, {0, 1}, {0}, {1}}, Filter({3, 3}, {0, 0, 0, 0, 0, 0, 1, 0, 0}),
                   Mode::same, {{5, 5}, {0, 0}, {}, {}});
  check<TypeParam>({{5, 5}, {0, 1}, {24}, {1}}, Filter({1, 2}, {0, 1}), Mode::same,
                   {{5, 5}, {0, 0}, {}, {}});
}

TYPED_TEST(Edges, FilterOfZeros) {
  check<TypeParam>({{2, 2}, {0, 1}, {1}, {infinity}}, Filter({2, 2}, {0, 0, 0, 0}), Mode::full,
                   {{3, 3}, {0, 0}, {}, {}});
}

TYPED_TEST(Edges, WeightsThatRoundToZeroAreNoTaps) {
  const bool single_precision = sizeof(typename TypeParam::Scalar) == 4;
  const SparseImages one_tap{{1, 2}, {0, 1}, {1}, {infinity}};
  const SparseImages two_taps{{1, 2}, {0, 2}, {0, 1}, {infinity, infinity}};
  check<TypeParam>({{1, 1}, {0, 1}, {0}, {infinity}}, Filter({1, 2}, {1e-60, 1}), Mode::full,
                   single_precision ? one_tap : two_taps);
}

TYPED_TEST(Edges, UnsortedAndRepeatedColumns) {
  Random random(4);
  SparseImages images = random_images(random, {20, 30}, 5, 0.3);
  check<TypeParam>(shuffled(random, images), random_filter(random, {3, 5}));
  check<TypeParam>({{2, 3}, {0, 4, 7}, {4, 1, 4, 0, 2, 2, 2}, {1, 2, 3, 4, 5, 6, 7}},
                   Filter({1, 2}, {1, 10}), Mode::full,
                   {{2, 4}, {0, 5, 7}, {0, 1, 2, 5, 6, 2, 3}, {4, 42, 20, 4, 40, 18, 180}});
}

TYPED_TEST(Edges, ZerosAreNotStored) {
  // Cancellation in the middle, a stored zero at the end.
  check<TypeParam>({{1, 6}, {0, 3}, {0, 1, 4}, {1, 1, 0}}, Filter({1, 2}, {1, -1}), Mode::full,
                   {{1, 7}, {0, 2}, {0, 2}, {1, -1}});
  check<TypeParam>({{1, 2}, {0, 2, 4}, {0, 1, 0, 1}, {1, -1, 2, -2}}, Filter({1, 2}, {1, 1}),
                   Mode::valid, {{1, 1}, {0, 0, 0}, {}, {}});
}

TYPED_TEST(Edges, ManyCancellations) {
  Random random(5);
  SparseImages images = random_images(random, {50, 60}, 8, 0.4);
  for (double& value : images.values) value = value < 0 ? -1 : 1;
  check<TypeParam>(images, Filter({2, 2}, {1, -1, -1, 1}), Mode::full);
}

TYPED_TEST(Edges, NotANumberAndInfinityComeFromStoredEntriesAlone) {
  const double nan = std::numeric_limits<double>::quiet_NaN();
  check<TypeParam>({{1, 5}, {0, 1}, {2}, {infinity}}, Filter({1, 3}, {1, 0, -1}), Mode::same,
                   {{1, 5}, {0, 2}, {1, 3}, {infinity, -infinity}});
  check<TypeParam>({{1, 5}, {0, 2}, {1, 3}, {nan, 1}}, Filter({1, 3}, {1, 1, 1}), Mode::same,
                   {{1, 5}, {0, 5}, {0, 1, 2, 3, 4}, {nan, nan, nan, 1, 1}});
  check<TypeParam>(
      {{1, 5}, {0, 2}, {1, 3}, {infinity, -infinity}}, Filter({1, 3}, {1, 1, 1}), Mode::same,
      {{1, 5}, {0, 5}, {0, 1, 2, 3, 4}, {infinity, infinity, nan, -infinity, -infinity}});
}

TYPED_TEST(Edges, WeightsThatAreNotFiniteReachStoredEntriesAlone) {
  const double nan = std::numeric_limits<double>::quiet_NaN();
  check<TypeParam>({{1, 6}, {0, 2}, {1, 4}, {2, -1}}, Filter({1, 3}, {1, infinity, 0}), Mode::same,
                   {{1, 6}, {0, 4}, {0, 1, 3, 4}, {2, infinity, -1, -infinity}});
  check<TypeParam>({{1, 6}, {0, 2}, {1, 3}, {2, 0}}, Filter({1, 3}, {nan, 1, 0}), Mode::same,
                   {{1, 6}, {0, 3}, {0, 1, 2}, {nan, 2, nan}});
  check<TypeParam>({{1, 2}, {0, 2}, {0, 1}, {1, 1}}, Filter({1, 2}, {infinity, -infinity}),
                   Mode::full, {{1, 3}, {0, 3}, {0, 1, 2}, {infinity, nan, -infinity}});
}

// In crowded images a pixel gathers from all pixels around it, which must leave out pixels that are
// not stored.
TYPED_TEST(Edges, WeightsThatAreNotFiniteReachCrowdedEntriesAlone) {
  const double nan = std::numeric_limits<double>::quiet_NaN();
  SparseImages images{{40, 40}, {0}, {}, {}};
  for (std::int64_t pixel = 0; pixel < images.shape.size(); ++pixel)
    if (pixel % 40 != 7) images.add(pixel, 1 + static_cast<double>(pixel % 3));
  images.end_image();
  check<TypeParam>(images, Filter({3, 3}, {1, 0, 2, 0, infinity, 0, 0, 0, 0}));
  check<TypeParam>(images, Filter({3, 3}, {1, 0, 2, 0, 0, 0, 0, 0, nan}));
}

TYPED_TEST(Edges, EntriesInTheCornersOfALargeImage) {
  if (sizeof(typename TypeParam::Ordinal) == 4) GTEST_SKIP() << "needs 64-bit columns";
  const std::int64_t side = 70000;
  const SparseImages images{
      {side, side}, {0, 4}, {0, side - 1, side * (side - 1), side * side - 1}, {1, 2, 3, 4}};
  const Filter filter({3, 3}, {1, 2, 3, 4, 5, 6, 7, 8, 9});
  Options options;
  options.method = Method::direct;
  for (const Mode mode : {Mode::full, Mode::same, Mode::valid}) {
    options.mode = mode;
    EXPECT_TRUE(agrees(convolve<TypeParam>(images, filter, options),
                       reference_convolve(images, filter, mode), 0));
  }
}

TYPED_TEST(Edges, ColumnsThatDoNotFitAreRefused) {
  using Space = typename TypeParam::ExecutionSpace;
  using Ordinal = typename TypeParam::Ordinal;
  const auto make = [](ImageShape shape, Mode mode) {
    Options options;
    options.mode = mode;
    Plan<typename TypeParam::Scalar, Ordinal, Space>(Space(), shape, box_filter(3), options);
  };
  if (sizeof(Ordinal) == 8) {
    EXPECT_NO_THROW(make({70000, 70000}, Mode::same));
  } else {
    EXPECT_THROW(make({70000, 70000}, Mode::same), Error);
    EXPECT_THROW(make({46340, 46340}, Mode::full), Error);
    EXPECT_NO_THROW(make({46340, 46340}, Mode::same));
  }
}

}  // namespace
}  // namespace SparseConv::Test
