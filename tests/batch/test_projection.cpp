// All images in one: the largest value or the sum of each pixel.
#include <SparseConv.hpp>
#include <cmath>
#include <limits>
#include <support/SparseImages.hpp>
#include <support/expect_error.hpp>
#include <support/random_images.hpp>
#include <support/spaces.hpp>

namespace SparseConv::Test {
namespace {

template <class T>
class Projection : public testing::Test {
 protected:
  typename T::ExecutionSpace space;

  auto max(const SparseImages& images, Normalize each = Normalize::none) {
    return numbers_of(max_projection(space, to_batch<T>(images), images.shape, each));
  }
  auto sum(const SparseImages& images, Normalize each = Normalize::none) {
    return numbers_of(sum_projection(space, to_batch<T>(images), images.shape, each));
  }
};
TYPED_TEST_SUITE(Projection, PairsOfTypes);

using Numbers = std::vector<double>;

TYPED_TEST(Projection, IsOfAllImages) {
  const SparseImages images{{2, 2}, {0, 3, 5, 5}, {0, 1, 3, 0, 3}, {1, -2, 4, 3, 2}};
  EXPECT_EQ(this->max(images), (Numbers{3, 0, 0, 4}));
  EXPECT_EQ(this->sum(images), (Numbers{4, -2, 0, 6}));
  EXPECT_EQ(this->max(images, Normalize::max), (Numbers{1, 0, 0, 1}));
  EXPECT_EQ(this->sum(images, Normalize::sum),
            (Numbers{1.0 / 3 + 0.6, -2.0 / 3, 0, 4.0 / 3 + 0.4}));
}

TYPED_TEST(Projection, CountsZerosWhereAnImageStoresNothing) {
  const SparseImages images{{1, 2}, {0, 2, 3}, {0, 1, 0}, {-1, -2, -3}};
  EXPECT_EQ(this->max(images), (Numbers{-1, 0}));
  const SparseImages none{{1, 2}, {0}, {}, {}};
  EXPECT_EQ(this->max(none), (Numbers{0, 0}));
  EXPECT_EQ(this->sum(none), (Numbers{0, 0}));
}

TYPED_TEST(Projection, IsNoNumberWhereAValueIsNone) {
  const double infinity = std::numeric_limits<double>::infinity();
  const SparseImages images{
      {1, 3}, {0, 2, 5, 6}, {0, 1, 0, 1, 2, 0}, {std::nan(""), 1, 5, infinity, -infinity, 7}};
  const Numbers largest = this->max(images);
  EXPECT_TRUE(std::isnan(largest[0]));
  EXPECT_EQ(largest[1], infinity);
  EXPECT_EQ(largest[2], 0);
}

TYPED_TEST(Projection, MergesWhatIsNotSorted) {
  const SparseImages images{{1, 3}, {0, 4}, {2, 0, 2, 1}, {1, 2, 3, 4}};
  EXPECT_EQ(this->max(images), (Numbers{2, 4, 4}));
}

// The sums are those of a plain loop over the images, bit by bit.
TYPED_TEST(Projection, AddsInTheOrderOfTheImages) {
  Random random(3);
  const SparseImages images = random_images(random, {37, 23}, 200, 0.1);
  Numbers sums(37 * 23, 0.0), largest(37 * 23, 0.0);
  for (std::int64_t i = 0; i < images.size(); ++i)
    for (std::int64_t k = images.row_map[i]; k < images.row_map[i + 1]; ++k) {
      const auto pixel = static_cast<std::size_t>(images.columns[k]);
      sums[pixel] += images.values[k];
      largest[pixel] = std::max(largest[pixel], images.values[k]);
    }
  EXPECT_EQ(this->sum(images), sums);
  EXPECT_EQ(this->max(images), largest);
}

TYPED_TEST(Projection, RefusesWhatIsNoBatch) {
  const SparseImages images{{1, 2}, {0, 1}, {2}, {1}};
  expect_error(
      [&] {
        return max_projection(this->space, to_batch<TypeParam>(images), {1, 2});
      },
      Error::Cause::input, {"image 0", "column 2"});
  expect_error(
      [&] {
        return sum_projection(this->space, to_batch<TypeParam>(images), {2, 2});
      },
      Error::Cause::input, {"2 columns"});
}

// 2^61 pixels, whose bytes are more than 64 bits can count.
TEST(LargeProjection, IsRefused) {
  using LargeTypes = Types<float, std::int64_t, Kokkos::DefaultExecutionSpace>;
  const ImageShape shape{std::int64_t(1) << 30, max_extent};
  const SparseImages images{shape, {0, 1}, {7}, {1}};
  expect_error(
      [&] {
        return sum_projection(Kokkos::DefaultExecutionSpace(), to_batch<LargeTypes>(images), shape);
      },
      Error::Cause::system, "no memory for a projection");
}

}  // namespace
}  // namespace SparseConv::Test
