// Images for which direct moves its window: higher than the window, wider than the caches, with
// gaps that the window jumps over, in bands, sparse and crowded.
#include <limits>
#include <support/Allocations.hpp>
#include <support/compare.hpp>
#include <support/convolve.hpp>
#include <support/random_images.hpp>
#include <support/spaces.hpp>

namespace SparseConv::Test {
namespace {

/// Checks that direct gives the result of the reference, with large tiles and with small tiles.
template <class T>
void check(const SparseImages& images, const Filter& filter, Mode mode) {
  const bool single_precision = sizeof(typename T::Scalar) == 4;
  const ReferenceResult expected = reference_convolve(images, filter, mode, single_precision);
  Options options;
  options.mode = mode;
  options.method = Method::direct;
  for (const std::int64_t tile_pixels : {0, 1000}) {
    options.tile_pixels = tile_pixels;
    EXPECT_TRUE(
        agrees(convolve<T>(images, filter, options), expected, tolerance<typename T::Scalar>))
        << describe(options) << ", images " << to_string(images.shape) << ", filter "
        << to_string(filter.shape());
  }
}

template <class T>
class DirectWindows : public testing::Test {};
TYPED_TEST_SUITE(DirectWindows, AllTypes);

TYPED_TEST(DirectWindows, ImagesLargerThanTheWindow) {
  Random random(1);
  for (const ImageShape image : {ImageShape{700, 20}, {60, 1500}, {2, 9000}, {3000, 1}})
    for (const ImageShape filter : {ImageShape{3, 3}, {2, 8}, {9, 1}, {1, 70}, {13, 11}})
      for (const double density : {0.003, 0.3})
        for (const Mode mode : {Mode::full, Mode::same, Mode::valid})
          if (mode != Mode::valid || filter.height <= image.height)
            if (mode != Mode::valid || filter.width <= image.width)
              check<TypeParam>(random_images(random, image, 1, density),
                               random_filter(random, filter, density < 0.1 ? 0.3 : 0), mode);
}

// Entries in the middle and in the corners, and two entries near one another.
TYPED_TEST(DirectWindows, EntriesFarApart) {
  Random random(3);
  const ImageShape image{400, 1300};
  SparseImages images{image, {0}, {}, {}};
  for (const std::int64_t row : {0, 100, 103, 200, 250, 399})
    images.add(row * image.width + (row * 37 + 1299) % 1300, 1 + static_cast<double>(row));
  images.end_image();
  images.add(0, 2);
  images.end_image();
  images.add(image.size() - 1, std::numeric_limits<double>::infinity());
  images.end_image();
  for (const ImageShape filter : {ImageShape{1, 1}, {3, 3}, {4, 70}, {9, 8}, {50, 2}})
    for (const double zeros : {0.0, 0.3})
      for (const Mode mode : {Mode::full, Mode::same, Mode::valid})
        check<TypeParam>(images, random_filter(random, filter, zeros), mode);
}

// Crowded and sparse images by turns, whose windows have other margins.
TYPED_TEST(DirectWindows, CrowdedImagesAfterSparseOnes) {
  Random random(7);
  const std::vector<double> densities{0.02, 0.5, 0.05, 0.1, 0.2, 1, 0.01, 0.15, 0.12, 0.3};
  for (const std::int64_t width : {1, 11, 28, 48, 59, 60, 64, 100, 128})
    for (const ImageShape filter : {ImageShape{1, 1}, {3, 3}, {5, 5}, {2, 16}, {3, 18}})
      check<TypeParam>(random_images(random, {20, width}, densities), random_filter(random, filter),
                       Mode::same);
}

// Rows with two entries side by side, then full rows, by turns: what the full rows leave in the
// memory of a thread must not be seen beside the two entries.
TYPED_TEST(DirectWindows, FewEntriesAfterMany) {
  Random random(5);
  const ImageShape image{40, 800};
  SparseImages images{image, {0}, {}, {}};
  for (std::int64_t row = 0; row < image.height; ++row) {
    const bool full = row % 20 >= 16;
    for (std::int64_t column = full ? 0 : 400; column < (full ? image.width : 402); ++column)
      images.add(row * image.width + column, 1 + static_cast<double>(column % 5));
  }
  images.end_image();
  for (const ImageShape filter : {ImageShape{1, 100}, {1, 66}, {2, 130}})
    for (const double zeros : {0.0, 0.2})
      check<TypeParam>(images, random_filter(random, filter, zeros), Mode::same);
}

// A row of this filter has two runs of taps and another row has none, so that there are as many
// runs as rows. In each image two entries reach no pixel in common.
TYPED_TEST(DirectWindows, RowsOfTheFilterWithoutTaps) {
  const Filter gaps[] = {
      Filter({3, 3}, {1, 0, 2, 0, 0, 0, 3, 0, 0}),
      Filter({4, 5}, {1, 0, 2, 0, 3, 0, 0, 0, 0, 0, 0, 4, 0, 5, 0, 6, 0, 0, 0, 0}),
      Filter({3, 4}, {0, 7, 0, 0, 0, 0, 0, 0, 1, 0, 1, 0})};
  SparseImages images{{24, 60}, {0}, {}, {}};
  for (const std::int64_t down : {0, 1, 2, 3, 5})
    for (const std::int64_t right : {-20, -9, 9, 20}) {
      if (down == 0 && right < 0) continue;
      images.add(6 * 60 + 24, 2);
      images.add((6 + down) * 60 + 24 + right, 3);
      images.end_image();
    }
  for (const Filter& filter : gaps)
    for (const Mode mode : {Mode::full, Mode::same, Mode::valid})
      check<TypeParam>(images, filter, mode);
}

// Where images are wide, windows have room for the widest box so far: the boxes of these batches
// are narrow, wider than any before, and narrow again.
TYPED_TEST(DirectWindows, WideImages) {
  using Space = typename TypeParam::ExecutionSpace;
  using Scalar = typename TypeParam::Scalar;
  using Ordinal = typename TypeParam::Ordinal;
  Random random(4);
  const ImageShape image{40, 70000};
  const Filter filter = random_filter(random, {5, 9}, 0.2);
  Options options;
  options.method = Method::direct;
  const Space space;
  Plan<Scalar, Ordinal, Space> plan(space, image, filter, options);
  for (const std::int64_t width : {30, 30000, 69000, 500}) {
    SparseImages images{image, {0}, {}, {}};
    for (std::int64_t row = 0; row < image.height; row += 2)
      for (const std::int64_t column : {std::int64_t(3), 40 + row, 100 + width})
        images.add(row * image.width + column, static_cast<double>(1 + (row + column) % 7));
    images.end_image();
    const auto result = plan.apply(space, to_batch<Scalar, Ordinal, Space>(images));
    EXPECT_TRUE(agrees(from_batch(result, image),
                       reference_convolve(images, filter, Mode::same, sizeof(Scalar) == 4),
                       tolerance<Scalar>))
        << "boxes of " << width;
  }
}

/// A plan for wide images, and batches for it.
template <class T>
struct WidestImages {
  using Space = typename T::ExecutionSpace;
  using TestPlan = Plan<typename T::Scalar, typename T::Ordinal, Space>;

  ImageShape shape{8, 8200000};
  Space space;
  TestPlan plan = TestPlan(space, shape, box_filter(3), direct());

  static Options direct() {
    Options options;
    options.method = Method::direct;
    return options;
  }

  /// The result for two entries in a row, so many columns apart.
  SparseImages apply(std::int64_t distance) {
    const SparseImages images{shape, {0, 2}, {7, 7 + distance}, {1, 2}};
    return from_batch(plan.apply(space, to_batch<T>(images)), shape);
  }
};

TYPED_TEST(DirectWindows, WideImagesUnderTallFilters) {
  Random random(5);
  SparseImages images{{260, 180000}, {0}, {}, {}};
  for (const std::int64_t row : {0, 5, 90, 100, 259})
    for (const std::int64_t column : {std::int64_t(3), 900 + 500 * row, std::int64_t(179990)})
      images.add(row * 180000 + column, static_cast<double>(1 + row % 5));
  images.end_image();
  for (const Filter& filter : {random_filter(random, {61, 3}, 0.2), gaussian_filter(7)})
    EXPECT_TRUE(agrees(
        convolve<TypeParam>(images, filter, WidestImages<TypeParam>::direct()),
        reference_convolve(images, filter, Mode::same, sizeof(typename TypeParam::Scalar) == 4),
        tolerance<typename TypeParam::Scalar>))
        << "filter " << to_string(filter.shape());
}

// Windows that overlap much move down by fewer rows at a time.
TYPED_TEST(DirectWindows, ImagesUnderAVeryLargeFilter) {
  SparseImages images{{2000, 40}, {0}, {}, {}};
  for (const std::int64_t row : {0, 5, 900, 1000, 1999}) images.add(row * 40 + row % 31, 1);
  images.end_image();
  const Filter filter({1601, 301}, std::vector<double>(1601 * 301, 1.0));
  EXPECT_TRUE(agrees(
      convolve<TypeParam>(images, filter, WidestImages<TypeParam>::direct()),
      reference_convolve(images, filter, Mode::same, sizeof(typename TypeParam::Scalar) == 4),
      tolerance<typename TypeParam::Scalar>));
}

// However far apart entries are, windows take what the plan says.
TYPED_TEST(DirectWindows, TakeNoMoreThanThePlanSays) {
  if (!on_host<typename TypeParam::ExecutionSpace>) GTEST_SKIP() << "windows are for hosts";
  WidestImages<TypeParam> images;
  const Allocations allocations("SparseConv::direct::windows");
  for (const std::int64_t distance : {5, 50000, 8199990}) images.apply(distance);
  EXPECT_EQ(allocations.labels().size(), 1U);
  EXPECT_GT(allocations.most_bytes(), 0);
  EXPECT_LE(allocations.most_bytes(), images.plan.buffer_bytes());
}

// All ways in which two entries can lie to one another that matter to a small filter, and a third
// one that has rows in common with one of them or with both.
TYPED_TEST(DirectWindows, EntriesThatShareRows) {
  Random random(5);
  SparseImages images{{90, 200}, {0}, {}, {}};
  const auto add = [&](std::int64_t row, std::int64_t column) {
    images.add(row * images.shape.width + column, 1 + static_cast<double>(row % 5));
  };
  for (const std::int64_t down : {0, 1, 2, 3, 4, 5})
    for (std::int64_t right = down == 0 ? 1 : -6; right <= 6; ++right) {
      add(0, 7);
      add(40, 100);
      add(40 + down, 100 + right);
      add(40 + down + 2, 110);
      add(89, 190);
      images.end_image();
    }
  for (const ImageShape filter : {ImageShape{1, 1}, {1, 4}, {3, 3}, {4, 5}, {5, 1}})
    for (const double zeros : {0.0, 0.3})
      check<TypeParam>(images, random_filter(random, filter, zeros), Mode::same);
}

TYPED_TEST(DirectWindows, ManyImagesOneAfterTheOther) {
  Random random(2);
  for (const double density : {0.0005, 0.001, 0.002})
    check<TypeParam>(random_images(random, {200, 200}, 100, density), random_filter(random, {5, 5}),
                     Mode::same);
}

// Crowded images are gathered in pairs of rows, and half of the last pair is no row of the window.
// Data that sparse images leave in memory must not be taken for pixels.
TYPED_TEST(DirectWindows, CrowdedImagesAmongSparseOnes) {
  Random random(4);
  for (const std::int64_t width : {100, 138, 300})
    for (const ImageShape filter : {ImageShape{1, 9}, {2, 9}, {3, 9}}) {
      SparseImages images = random_images(random, {300, width}, 1, 0.02);
      for (const std::int64_t column : random_images(random, {300, width}, 1, 0.4).columns)
        images.add(column, 1 + static_cast<double>(column % 7));
      images.end_image();
      check<TypeParam>(images, random_filter(random, filter), Mode::same);
    }
}

TYPED_TEST(DirectWindows, CrowdedPatchesFarApart) {
  SparseImages images{{900, 300}, {0}, {}, {}};
  for (const std::int64_t corner : {0, 5 * 300 + 280, 400 * 300 + 100, 879 * 300 + 3})
    for (std::int64_t i = 0; i < 20 * 20; ++i)
      images.add(corner + i / 20 * 300 + i % 20, 1 + static_cast<double>(i % 7));
  images.end_image();
  check<TypeParam>(images, gaussian_filter(1.5), Mode::same);
  check<TypeParam>(images, box_filter(3), Mode::full);
}

TYPED_TEST(DirectWindows, NumericFindsThePixelsBetweenWideMargins) {
  using Space = typename TypeParam::ExecutionSpace;
  using Scalar = typename TypeParam::Scalar;
  using Ordinal = typename TypeParam::Ordinal;
  Random random(3);
  const SparseImages images = random_images(random, {300, 20}, 3, 0.002);
  const Space space;
  Plan<Scalar, Ordinal, Space> plan(space, images.shape, random_filter(random, {5, 86}));
  const auto batch = to_batch<Scalar, Ordinal, Space>(images);
  auto result = plan.symbolic(space, batch);
  plan.numeric(space, batch, result);
  EXPECT_TRUE(identical(from_batch(result, images.shape),
                        from_batch(plan.apply(space, batch), images.shape)));
}

}  // namespace
}  // namespace SparseConv::Test
