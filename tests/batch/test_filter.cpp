#include <gtest/gtest.h>
#include <SparseConv/Error.hpp>
#include <SparseConv/Filter.hpp>
#include <cmath>
#include <functional>
#include <limits>
#include <numeric>
#include <support/expect_error.hpp>
#include <type_traits>
#include <utility>

namespace SparseConv {
namespace {

using Test::expect_error;

double sum(const Filter& filter) {
  return std::accumulate(filter.weights().begin(), filter.weights().end(), 0.0);
}

TEST(Filter, KeepsItsWeightsRowByRow) {
  const Filter filter({2, 3}, {1, 2, 3, 4, 5, 6});
  EXPECT_EQ(filter(0, 2), 3);
  EXPECT_EQ(filter(1, 0), 4);
}

TEST(Filter, RefusesWhatIsNoFilter) {
  EXPECT_THROW(Filter({2, 3}, {1, 2, 3}), Error);
  EXPECT_THROW(Filter({0, 3}, {}), Error);
}

TEST(Filter, TakesWeightsThatAreNotFinite) {
  const Filter filter({1, 3}, {std::numeric_limits<double>::infinity(), std::nan(""), 0});
  EXPECT_TRUE(std::isinf(filter(0, 0)) && std::isnan(filter(0, 1)));
  EXPECT_EQ(filter.n_taps(), 2);
}

TEST(Filter, BoxIsAMean) {
  const Filter box = box_filter(5);
  EXPECT_EQ(box.shape(), (ImageShape{5, 5}));
  for (const double weight : box.weights()) EXPECT_DOUBLE_EQ(weight, 0.04);
  EXPECT_THROW(static_cast<void>(box_filter(0)), Error);
  EXPECT_THROW(static_cast<void>(box_filter(-3)), Error);
}

TEST(Filter, RefusesNumbersByAllTheirDigits) {
  expect_error([] { return cosine_filter(-1e-9); }, Error::Cause::input, "is -1e-09");
  expect_error([] { return disk_filter(-1e-9); }, Error::Cause::input, "is -1e-09");
}

// A call with other numbers does not compile.
TEST(Filter, TakesSizesThatAreWhole) {
  const auto box = [](auto size) -> decltype(box_filter(size)) { return box_filter(size); };
  const auto gaussian = [](auto radius) -> decltype(gaussian_filter(1, radius)) {
    return gaussian_filter(1, radius);
  };
  const auto dilated = [](auto n) -> decltype(delta_filter().dilated(n)) {
    return delta_filter().dilated(n);
  };
  const auto expect_whole = [](auto call) {
    using Call = decltype(call);
    EXPECT_TRUE((std::is_invocable_v<Call, int> && std::is_invocable_v<Call, std::size_t>));
    EXPECT_FALSE((std::is_invocable_v<Call, double> || std::is_invocable_v<Call, float>));
  };
  expect_whole(box);
  expect_whole(gaussian);
  expect_whole(dilated);
}

TEST(Filter, GaussianFallsOffWithTheSquareOfTheDistance) {
  const Filter gaussian = gaussian_filter(1.5);
  EXPECT_EQ(gaussian.shape(), (ImageShape{13, 13}));
  EXPECT_NEAR(sum(gaussian), 1, 1e-14);
  EXPECT_NEAR(gaussian(6, 8) / gaussian(6, 6), std::exp(-4 / 4.5), 1e-14);
  EXPECT_NEAR(gaussian(7, 7) / gaussian(6, 6), std::exp(-2 / 4.5), 1e-14);
  EXPECT_EQ(gaussian_filter(1.5, 2).shape(), (ImageShape{5, 5}));
  EXPECT_EQ(gaussian_filter(1.5, 0).weights(), std::vector<double>{1});
  EXPECT_THROW(static_cast<void>(gaussian_filter(0)), Error);
  EXPECT_THROW(static_cast<void>(gaussian_filter(std::nan(""))), Error);
  EXPECT_THROW(static_cast<void>(gaussian_filter(1e300)), Error);
  for (const std::int64_t radius : {std::int64_t(8192), std::numeric_limits<std::int64_t>::max()})
    EXPECT_THROW(static_cast<void>(gaussian_filter(1, radius)), Error) << radius;
}

TEST(Filter, CosineEndsAtItsHalfWidth) {
  const Filter cosine = cosine_filter(4);
  EXPECT_EQ(cosine.shape(), (ImageShape{7, 7}));
  EXPECT_NEAR(sum(cosine), 1, 1e-14);
  EXPECT_NEAR(cosine(3, 5) / cosine(3, 3), 0.5, 1e-14);
  EXPECT_EQ(cosine(0, 0), 0);  // farther than 4 pixels
  EXPECT_EQ(cosine_filter(1).weights(), std::vector<double>{1});
  EXPECT_EQ(cosine_filter(2.5).shape(), (ImageShape{5, 5}));
  EXPECT_THROW(static_cast<void>(cosine_filter(0)), Error);
  EXPECT_THROW(static_cast<void>(cosine_filter(1e9)), Error);
}

TEST(Filter, DiskIsAMeanOfWhatIsNear) {
  EXPECT_EQ(disk_filter(0).weights(), std::vector<double>{1});
  EXPECT_EQ(disk_filter(1).weights(), (std::vector<double>{0, 0.2, 0, 0.2, 0.2, 0.2, 0, 0.2, 0}));
  EXPECT_EQ(disk_filter(1.5).n_taps(), 9);
  EXPECT_EQ(disk_filter(2.9).shape(), (ImageShape{5, 5}));
  EXPECT_EQ(disk_filter(2).n_taps(), 13);
  for (const double radius : {-1.0, std::nan(""), 1e5, 1e300})
    EXPECT_THROW(static_cast<void>(disk_filter(radius)), Error) << radius;
}

TEST(Filter, RingIsWhatALargerDiskHasMore) {
  EXPECT_EQ(ring_filter(0, 1).weights(),
            (std::vector<double>{0, 0.25, 0, 0.25, 0, 0.25, 0, 0.25, 0}));
  const Filter ring = ring_filter(2, 4), disk = disk_filter(2), larger = disk_filter(4);
  EXPECT_EQ(ring.n_taps(), larger.n_taps() - disk.n_taps());
  EXPECT_EQ(ring(4, 6), 0);
  EXPECT_DOUBLE_EQ(ring(4, 7), 1.0 / static_cast<double>(ring.n_taps()));
  EXPECT_THROW(static_cast<void>(ring_filter(-1, 2)), Error);
  EXPECT_THROW(static_cast<void>(ring_filter(2, 2)), Error);
  EXPECT_THROW(static_cast<void>(ring_filter(1, 1.2)), Error);  // no pixel in between
  EXPECT_THROW(static_cast<void>(ring_filter(1, std::nan(""))), Error);
}

TEST(Filter, NamedFiltersReachFinitelyFar) {
  constexpr double infinity = std::numeric_limits<double>::infinity();
  const auto refuses = [](const auto& make, const std::string& words) {
    expect_error(make, Error::Cause::input, words);
  };
  refuses([] { return gaussian_filter(infinity); }, "is inf: it must be a finite number above 0");
  refuses([] { return cosine_filter(infinity); }, "is inf: it must be a finite number above 0");
  refuses([] { return disk_filter(infinity); }, "is inf: it must be finite and at least 0");
  refuses([] { return ring_filter(1, infinity); }, "which must be finite");
}

TEST(Filter, LaplacianOfAGaussianIsTheSumOfSecondDerivatives) {
  const Filter filter = laplacian_of_gaussian_filter(1);
  ASSERT_EQ(filter.shape(), (ImageShape{9, 9}));
  double all = 0;  // of a Gaussian of one dimension
  for (int x = -4; x <= 4; ++x) all += std::exp(-0.5 * x * x);
  EXPECT_NEAR(filter(4, 4), -2 / (all * all), 1e-15);
  EXPECT_NEAR(filter(4, 5), -std::exp(-0.5) / (all * all), 1e-15);
  EXPECT_NEAR(filter(5, 5), 0, 1e-15);
  EXPECT_NEAR(filter(4, 6), 2 * std::exp(-2) / (all * all), 1e-15);
  EXPECT_THROW(static_cast<void>(laplacian_of_gaussian_filter(0)), Error);
  EXPECT_THROW(static_cast<void>(laplacian_of_gaussian_filter(4000)), Error);
  EXPECT_THROW(static_cast<void>(laplacian_of_gaussian_filter(1e-170)), Error);
}

TEST(Filter, DifferenceOfGaussiansIsPositiveInTheCentre) {
  const Filter filter = difference_of_gaussians_filter(1, 3);
  EXPECT_EQ(filter.shape(), gaussian_filter(3).shape());
  EXPECT_NEAR(sum(filter), 0, 1e-14);
  EXPECT_EQ(filter(12, 12), gaussian_filter(1)(4, 4) - gaussian_filter(3)(12, 12));
  EXPECT_EQ(filter(0, 0), -gaussian_filter(3)(0, 0));
}

TEST(Filter, DilatedHasZerosBetweenItsWeights) {
  const Filter filter = Filter({2, 2}, {1, 2, 3, 4}).dilated(3);
  EXPECT_EQ(filter.shape(), (ImageShape{4, 4}));
  EXPECT_EQ(filter.weights(),
            (std::vector<double>{1, 0, 0, 2, 0, 0, 0, 0, 0, 0, 0, 0, 3, 0, 0, 4}));
  EXPECT_EQ(filter.dilated(1).weights(), filter.weights());
  EXPECT_EQ(Filter({1, 3}, {1, 2, 3}).dilated(2).weights(), (std::vector<double>{1, 0, 2, 0, 3}));
  EXPECT_EQ(delta_filter().dilated(1LL << 60).weights(), std::vector<double>{1});
  EXPECT_THROW(static_cast<void>(filter.dilated(0)), Error);
  EXPECT_THROW(static_cast<void>(filter.dilated(1LL << 60)), Error);
}

TEST(Filter, TurnedIsInReverseOrder) {
  const Filter filter = Filter({2, 3}, {1, 2, 3, 4, 5, 6}).turned();
  EXPECT_EQ(filter.shape(), (ImageShape{2, 3}));
  EXPECT_EQ(filter.weights(), (std::vector<double>{6, 5, 4, 3, 2, 1}));
}

TEST(Filter, SumsHaveACommonCentre) {
  const Filter large({3, 3}, {1, 2, 3, 4, 5, 6, 7, 8, 9});
  const Filter wide({1, 5}, {10, 20, 30, 40, 50});
  EXPECT_EQ((large + wide).shape(), (ImageShape{3, 5}));
  EXPECT_EQ((large + wide).weights(),
            (std::vector<double>{0, 1, 2, 3, 0, 10, 24, 35, 46, 50, 0, 7, 8, 9, 0}));
  EXPECT_EQ((large - delta_filter()).weights(), (std::vector<double>{1, 2, 3, 4, 4, 6, 7, 8, 9}));
  EXPECT_EQ((2 * wide).weights(), (std::vector<double>{20, 40, 60, 80, 100}));
  EXPECT_EQ((wide * 2).weights(), (2 * wide).weights());
  EXPECT_THROW(static_cast<void>(large + box_filter(2)), Error);
  EXPECT_THROW(static_cast<void>(large - Filter({2, 1}, {1, 1})), Error);
}

TEST(Filter, SeparatesIntoColumnAndRow) {
  const auto product = Filter({2, 3}, {2, 4, 0, -1, -2, 0}).separated();
  ASSERT_TRUE(product);
  EXPECT_EQ(product->column, (std::vector<double>{1, -0.5}));
  EXPECT_EQ(product->row, (std::vector<double>{2, 4, 0}));
  const auto whole = Filter({2, 3}, {6, 18, -12, 9, 27, -18}).separated();
  ASSERT_TRUE(whole);
  EXPECT_EQ(whole->column, (std::vector<double>{0.75, 1.125}));
  EXPECT_EQ(whole->row, (std::vector<double>{8, 24, -16}));
  for (const Filter& filter : {gaussian_filter(1.5), gaussian_filter(3), box_filter(4),
                               delta_filter(), box_filter(3).dilated(2)})
    EXPECT_TRUE(filter.separated());
  const auto box = box_filter(9).separated();  // 1/81 is no sum of few powers of two
  ASSERT_TRUE(box);
  EXPECT_GT(box->row[0], 1e-3);
  const double infinity = std::numeric_limits<double>::infinity();
  for (const Filter& filter :
       {disk_filter(2), cosine_filter(4), Filter({2, 2}, {1, 0, 0, 1}), Filter({1, 2}, {0, 0}),
        Filter({1, 1}, {infinity}), Filter({1, 2}, {1, std::nan("")}),
        Filter({2, 2}, {1, 2, 2, 4 + 1e-9}), Filter({2, 2}, {1, 1e-100, 1e-100, 0})})
    EXPECT_FALSE(filter.separated());
}

TEST(Filter, CanBeDescribedByAText) {
  EXPECT_EQ(filter_from_string("delta").weights(), delta_filter().weights());
  EXPECT_EQ(filter_from_string("disk:2.5").weights(), disk_filter(2.5).weights());
  EXPECT_EQ(filter_from_string("ring:2:4").weights(), ring_filter(2, 4).weights());
  EXPECT_EQ(filter_from_string("log:2").weights(), laplacian_of_gaussian_filter(2).weights());
  EXPECT_EQ(filter_from_string("dog:1:3").weights(),
            difference_of_gaussians_filter(1, 3).weights());
  EXPECT_EQ(filter_from_string("box:3").weights(), box_filter(3).weights());
  EXPECT_EQ(filter_from_string("gaussian:1.5").weights(), gaussian_filter(1.5).weights());
  EXPECT_EQ(filter_from_string("gaussian:1.5:2").weights(), gaussian_filter(1.5, 2).weights());
  EXPECT_EQ(filter_from_string("cosine:4").weights(), cosine_filter(4).weights());
}

TEST(Filter, RefusesOtherTexts) {
  for (const char* text : {"",
                           "box",
                           "box:",
                           "box:x",
                           "box:3.5",
                           "box:3:4",
                           "box:0",
                           "gaussian:-1",
                           "gaussian:1:2:3",
                           "gaussian:1:-2",
                           "gaussian:nan",
                           "cosine:inf",
                           "cosine:4x",
                           "disc:3",
                           "delta:1",
                           "ring:2",
                           "dog:1",
                           "log:1:2",
                           "disk:nan",
                           "box:99999999999999999999"})
    EXPECT_THROW(static_cast<void>(filter_from_string(text)), Error) << text;
  EXPECT_TRUE(names_a_filter("box:5"));
  EXPECT_FALSE(names_a_filter("box.txt"));
  EXPECT_FALSE(names_a_filter("box"));
  EXPECT_TRUE(names_a_filter("delta"));
  EXPECT_FALSE(names_a_filter("delta.txt"));
  EXPECT_EQ(filter_forms().size(), 8U);
}

TEST(Filter, ThatWasMovedFromIsRefused) {
  Filter left = box_filter(3);
  const Filter taken = std::move(left);
  const std::function<void()> uses[] = {
      [&] { (void)left.separated(); }, [&] { (void)left.dilated(2); },
      [&] { (void)(left + taken); }, [&] { (void)(taken - left); }};
  for (const auto& use : uses) EXPECT_THROW(use(), Error);
}

}  // namespace
}  // namespace SparseConv
