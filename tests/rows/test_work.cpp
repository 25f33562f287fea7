#include <gtest/gtest.h>
#include <limits>
#include <numeric>
#include <rows/work.hpp>

namespace SparseConv::Test {
namespace {

using namespace rows;
constexpr std::int64_t largest = std::numeric_limits<std::int64_t>::max();

TEST(WorkOfImage, CountsTapsAndPixels) {
  EXPECT_EQ(work_of_image(0, 3, 20), 1);
  EXPECT_EQ(work_of_image(2, 3, 20), 6 + 6 + 1);
  EXPECT_EQ(work_of_image(100, 3, 20), 300 + 20 + 1);
  EXPECT_EQ(work_of_image(5, 0, 20), 5 + 1);
}

TEST(WorkOfImage, NeverFallsAndNeverOverflows) {
  std::int64_t before = 0;
  for (std::int64_t entries = 1; entries < largest / 2; entries *= 2) {
    const std::int64_t work = work_of_image(entries, 441, largest);
    EXPECT_GE(work, before);
    before = work;
  }
  EXPECT_GT(largest / before, 1 << 20);
}

TEST(MostResults, AreNotMoreThanTheResultHas) {
  EXPECT_EQ(most_results(7, 9, 1000), 63);
  EXPECT_EQ(most_results(1000, 9, 1000), 1000);
  EXPECT_EQ(most_results(largest, 9, 1000), 1000);
}

TEST(WorkOfRows, AddsUpToTheWorkOfTheImage) {
  const std::vector<std::int64_t> work = work_of_rows(1000, {5, 0, 15, 20});
  EXPECT_EQ(work, (std::vector<std::int64_t>{125, 0, 375, 500}));
  EXPECT_EQ(work_of_rows(1000, {0, 0}), (std::vector<std::int64_t>{0, 0}));
}

TEST(Proportion, TakesLargeNumbers) {
  EXPECT_EQ(proportion(largest, 3, 3), largest);
  EXPECT_NEAR(static_cast<double>(proportion(largest, 1, 2)), static_cast<double>(largest) / 2,
              1e4);
}

}  // namespace
}  // namespace SparseConv::Test
