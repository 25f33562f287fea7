#include <gtest/gtest.h>
#include <SparseConv/Error.hpp>
#include <SparseConv/Filter.hpp>
#include <cmath>
#include <limits>
#include <numeric>

namespace SparseConv {
namespace {

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

TEST(Filter, CanBeDescribedByAText) {
  EXPECT_EQ(filter_from_string("box:3").weights(), box_filter(3).weights());
  EXPECT_EQ(filter_from_string("gaussian:1.5").weights(), gaussian_filter(1.5).weights());
  EXPECT_EQ(filter_from_string("gaussian:1.5:2").weights(), gaussian_filter(1.5, 2).weights());
  EXPECT_EQ(filter_from_string("cosine:4").weights(), cosine_filter(4).weights());
}

TEST(Filter, RefusesOtherTexts) {
  for (const char* text : {"", "box", "box:", "box:x", "box:3.5", "box:3:4", "box:0", "gaussian:-1",
                           "gaussian:1:2:3", "gaussian:1:-2", "gaussian:nan", "cosine:inf",
                           "cosine:4x", "disc:3", "box:99999999999999999999"})
    EXPECT_THROW(static_cast<void>(filter_from_string(text)), Error) << text;
  EXPECT_TRUE(names_a_filter("box:5"));
  EXPECT_FALSE(names_a_filter("box.txt"));
  EXPECT_FALSE(names_a_filter("box"));
}

}  // namespace
}  // namespace SparseConv
