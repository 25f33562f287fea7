// Images with so few entries that direct uses no window, in all ways in which entries can meet.
#include <limits>
#include <set>
#include <support/compare.hpp>
#include <support/convolve.hpp>
#include <support/random_images.hpp>
#include <support/spaces.hpp>

namespace SparseConv::Test {
namespace {

constexpr ImageShape shape{150, 170};

/// Filters of one run in each row, with a different run in each, with several runs, and a column
/// times a row.
std::vector<Filter> filters(Random& random) {
  std::vector<Filter> all{disk_filter(3), gaussian_filter(1), gaussian_filter(1.2, 5)};
  for (const ImageShape extents : {ImageShape{1, 1}, {1, 9}, {3, 3}, {5, 5}, {6, 4}, {11, 2}})
    for (const double zeros : {0.0, 0.3}) all.push_back(random_filter(random, extents, zeros));
  return all;
}

Options direct(Mode mode) {
  Options options;
  options.mode = mode;
  options.method = Method::direct;
  return options;
}

/// Checks the result against the reference, and its bits against those of windows, which numeric()
/// always uses.
template <class T>
void check(const SparseImages& images, const Filter& filter, Mode mode) {
  using Scalar = typename T::Scalar;
  const Options options = direct(mode);
  const typename T::ExecutionSpace space;
  Plan<Scalar, typename T::Ordinal, typename T::ExecutionSpace> plan(space, images.shape, filter,
                                                                     options);
  const auto batch = to_batch<T>(images);
  const SparseImages result = from_batch(plan.apply(space, batch), images.shape);
  const std::string what = describe(options) + ", filter " + to_string(filter.shape());
  EXPECT_TRUE(agrees(result, reference_convolve(images, filter, mode, sizeof(Scalar) == 4),
                     tolerance<Scalar>))
      << what;
  auto by_windows = plan.symbolic(space, batch);
  plan.numeric(space, batch, by_windows);
  EXPECT_TRUE(identical(from_batch(by_windows, images.shape), result)) << what;
}

template <class T>
void check_all(const SparseImages& images) {
  Random random(1);
  for (const Filter& filter : filters(random))
    for (const Mode mode : {Mode::full, Mode::same, Mode::valid}) check<T>(images, filter, mode);
}

template <class T>
class PlacedRows : public testing::Test {};
TYPED_TEST_SUITE(PlacedRows, AllTypes);

TYPED_TEST(PlacedRows, EntriesFarApart) {
  Random random(2);
  check_all<TypeParam>(random_images(random, shape, 20, 0.0005));
}

// Pairs and triples all over the image.
TYPED_TEST(PlacedRows, EntriesThatMeet) {
  Random random(3);
  const auto below = [&](std::int64_t n) {
    return std::uniform_int_distribution<std::int64_t>(0, n - 1)(random);
  };
  SparseImages images{shape, {0}, {}, {}};
  for (int i = 0; i < 20; ++i) {
    std::set<std::int64_t> pixels;
    for (int group = 0; group < 12; ++group) {
      const std::int64_t row = below(shape.height), column = below(shape.width);
      for (std::int64_t n = below(3); n >= 0; --n) {
        const std::int64_t r = std::min(row + below(4), shape.height - 1);
        const std::int64_t c = std::min(column + below(6), shape.width - 1);
        pixels.insert(r * shape.width + c);
      }
    }
    for (const std::int64_t pixel : pixels)
      images.add(pixel, 1 + 0.125 * static_cast<double>(below(8)));
    images.end_image();
  }
  check_all<TypeParam>(images);
}

TYPED_TEST(PlacedRows, EntriesAtTheEdges) {
  SparseImages images{shape, {0}, {}, {}};
  for (const std::int64_t row : {0, 1, 75, 147, 149}) {
    for (const std::int64_t column : {0, 1, 4, 85, 166, 169})
      images.add(row * shape.width + column, 0.3 + static_cast<double>(row + column));
    images.end_image();
  }
  check_all<TypeParam>(images);
}

TYPED_TEST(PlacedRows, ValuesThatAreNotFinite) {
  const double infinity = std::numeric_limits<double>::infinity();
  SparseImages images{shape, {0}, {}, {}};
  images.add(20 * shape.width + 20, infinity);
  images.add(20 * shape.width + 22, 3);
  images.add(21 * shape.width + 90, 2);
  images.add(21 * shape.width + 99, -infinity);
  images.add(90 * shape.width + 2, infinity);
  images.add(91 * shape.width + 1, 1);
  images.add(149 * shape.width + 169, infinity);
  images.end_image();
  check_all<TypeParam>(images);
}

TYPED_TEST(PlacedRows, EntriesThatCancel) {
  SparseImages images{shape, {0}, {}, {}};
  images.add(10 * shape.width + 10, 1);
  images.add(10 * shape.width + 11, -1);
  images.add(100 * shape.width + 90, 2);
  images.add(102 * shape.width + 90, -2);
  images.end_image();
  using Scalar = typename TypeParam::Scalar;
  for (const ImageShape box : {ImageShape{1, 2}, {3, 3}, {4, 5}, {9, 9}}) {
    const Filter filter(box, std::vector<double>(static_cast<std::size_t>(box.size()), 1.0));
    EXPECT_TRUE(agrees(convolve<TypeParam>(images, filter, direct(Mode::same)),
                       reference_convolve(images, filter, Mode::same, sizeof(Scalar) == 4),
                       tolerance<Scalar>))
        << to_string(box);
  }
}

// Entries in a line meet in so many rows that a window takes less time.
TYPED_TEST(PlacedRows, EntriesInALine) {
  SparseImages images{shape, {0}, {}, {}};
  for (std::int64_t i = 0; i < 20; ++i) images.add((30 + i) * shape.width + 40 + 2 * i, 1.5);
  images.end_image();
  check_all<TypeParam>(images);
}

// A window for each clump, and the entries between clumps without one.
TYPED_TEST(PlacedRows, ClumpsAmongOtherEntries) {
  Random random(4);
  const ImageShape large{600, 400};
  SparseImages images{large, {0}, {}, {}};
  for (const double density : {0.0001, 0.0003, 0.001}) {
    const std::vector<std::int64_t> others = random_images(random, large, 1, density).columns;
    std::set<std::int64_t> pixels(others.begin(), others.end());
    for (const std::int64_t corner : {100 * 400 + 70, 300 * 400 + 380, 305 * 400, 592 * 400 + 200})
      for (std::int64_t i = 0; i < 64; i += 3) pixels.insert(corner + i / 8 * 400 + i % 8);
    for (const std::int64_t pixel : pixels)
      images.add(pixel, 1 + 0.125 * static_cast<double>(pixel % 8));
    images.end_image();
  }
  for (const ImageShape filter : {ImageShape{1, 1}, {3, 3}, {7, 4}})
    for (const double zeros : {0.0, 0.3})
      check<TypeParam>(images, random_filter(random, filter, zeros), Mode::same);
  check<TypeParam>(images, gaussian_filter(1), Mode::same);
}

}  // namespace
}  // namespace SparseConv::Test
