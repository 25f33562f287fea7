#include <gtest/gtest.h>
#include <SparseConv/Error.hpp>
#include <algorithm>
#include <cstdlib>
#include <limits>
#include <numeric>
#include <random>
#include <rows/divide.hpp>

namespace SparseConv::Test {
namespace {

using rows::Boundaries;
using rows::divide;
using Work = std::vector<std::int64_t>;

/// Whether boundaries are of all images, and the work of each rank differs from an equal share by
/// no more than the work of the largest image.
void expect_balanced(const Work& work, int n_ranks) {
  const Boundaries boundaries = divide(work, n_ranks);
  ASSERT_EQ(boundaries.size(), static_cast<std::size_t>(n_ranks) + 1);
  EXPECT_EQ(boundaries.front(), 0);
  EXPECT_EQ(boundaries.back(), static_cast<std::int64_t>(work.size()));
  EXPECT_TRUE(std::is_sorted(boundaries.begin(), boundaries.end()));
  const auto begin = work.begin();
  const std::int64_t share = std::accumulate(begin, work.end(), std::int64_t(0)) / n_ranks;
  const std::int64_t largest = work.empty() ? 0 : *std::max_element(begin, work.end());
  for (int rank = 0; rank < n_ranks; ++rank) {
    const std::int64_t mine =
        std::accumulate(begin + boundaries[rank], begin + boundaries[rank + 1], std::int64_t(0));
    EXPECT_LE(std::abs(mine - share), largest) << "rank " << rank << " of " << n_ranks;
  }
}

void expect_balanced(const Work& work) {
  for (const int n_ranks : {1, 2, 3, 4, 7, 64, 1000}) expect_balanced(work, n_ranks);
}

TEST(Divide, DividesEqualImagesEqually) {
  EXPECT_EQ(divide(Work(12, 5), 4), (Boundaries{0, 3, 6, 9, 12}));
  EXPECT_EQ(divide(Work(3, 1), 3), (Boundaries{0, 1, 2, 3}));
}

TEST(Divide, PutsAnImageWhereItsMiddleIs) {
  EXPECT_EQ(divide({4, 6, 2}, 2), (Boundaries{0, 1, 3}));
  EXPECT_EQ(divide({4, 3, 5}, 2), (Boundaries{0, 2, 3}));
}

TEST(Divide, IsBalancedForRandomWork) {
  std::mt19937 random(7);
  for (int i = 0; i < 200; ++i) {
    Work work(std::uniform_int_distribution<std::size_t>(0, 300)(random));
    const int bits = std::uniform_int_distribution<int>(0, 40)(random);
    for (auto& w : work)
      w = std::uniform_int_distribution<std::int64_t>(0, std::int64_t(1) << bits)(random) >>
          std::uniform_int_distribution<int>(0, bits)(random);
    expect_balanced(work);
  }
}

TEST(Divide, OfNoImagesIsEmptyRanges) { EXPECT_EQ(divide({}, 3), (Boundaries{0, 0, 0, 0})); }

TEST(Divide, LeavesRanksWithoutImages) { expect_balanced(Work(5, 3)); }

TEST(Divide, GivesAGiantImageARankOfItsOwn) {
  Work work(20, 1);
  work[9] = 1000000;
  expect_balanced(work);
  const Boundaries boundaries = divide(work, 3);
  EXPECT_EQ(boundaries, (Boundaries{0, 9, 10, 20}));
}

TEST(Divide, TakesImagesWithoutWork) {
  expect_balanced(Work(10, 0));
  expect_balanced({0, 0, 5, 0, 5, 0, 0});
}

TEST(Divide, SumsInSixtyFourBits) {
  expect_balanced(Work(100, std::numeric_limits<std::int32_t>::max()));
  expect_balanced(Work(31, std::int64_t(1) << 57));
  Work work(64, std::int64_t(1) << 56);
  work[10] = std::int64_t(1) << 60;
  expect_balanced(work);
  expect_balanced({std::int64_t(1) << 62, std::numeric_limits<std::int64_t>::max() / 2});
}

TEST(Divide, RefusesWhatCannotBeDivided) {
  EXPECT_THROW(divide({1, -1}, 2), Error);
  EXPECT_THROW(divide({std::numeric_limits<std::int64_t>::max(), 1}, 2), Error);
  EXPECT_THROW(divide({1}, 0), Error);
}

/// Checks that several processes, each with some of the items, find the same boundaries.
TEST(Divide, AddsUpOverProcesses) {
  const Work work{4, 6, 2, 9, 0, 7, 1, 1, 30, 2};
  const Work first(work.begin(), work.begin() + 4), second(work.begin() + 4, work.end());
  const Boundaries all = divide(work, 3);
  const Boundaries of_first = divide(first, 0, 62, 3), of_second = divide(second, 21, 62, 3);
  for (std::size_t i = 0; i < all.size(); ++i) EXPECT_EQ(of_first[i] + of_second[i], all[i]);
}

/// Items that are rows 7 to 9, 10 to 14 and 15 of a batch.
TEST(RowsBefore, AreThoseOfTheItemsBefore) {
  EXPECT_EQ(rows::rows_before({0, 1, 2, 3, 3}, {7, 10, 15}, {7, 16}), (Work{0, 3, 8, 9, 9}));
  EXPECT_EQ(rows::rows_before({0, 0}, {}, {7, 7}), (Work{0, 0}));
}

TEST(EqualShare, IsRoundedUp) {
  EXPECT_EQ(rows::equal_share(12, 4), 3);
  EXPECT_EQ(rows::equal_share(13, 4), 4);
  EXPECT_EQ(rows::equal_share(0, 4), 0);
}

}  // namespace
}  // namespace SparseConv::Test
