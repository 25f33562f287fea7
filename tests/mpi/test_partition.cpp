#include <gtest/gtest.h>
#include <SparseConv/Error.hpp>
#include <SparseConv/mpi/partition.hpp>
#include <algorithm>
#include <cstdlib>
#include <limits>
#include <numeric>
#include <random>

namespace SparseConv::Test {
namespace {

using mpi::Boundaries;
using mpi::partition;
using Work = std::vector<std::int64_t>;

/// Whether these are boundaries of all images, and each rank's work is no further from an equal
/// share than the largest image is large.
void expect_balanced(const Work& work, int n_ranks) {
  const Boundaries boundaries = partition(work, n_ranks);
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

TEST(Partition, DividesEqualImagesEqually) {
  EXPECT_EQ(partition(Work(12, 5), 4), (Boundaries{0, 3, 6, 9, 12}));
  EXPECT_EQ(partition(Work(3, 1), 3), (Boundaries{0, 1, 2, 3}));
}

TEST(Partition, PutsAnImageWhereItsMiddleIs) {
  EXPECT_EQ(partition({4, 6, 2}, 2), (Boundaries{0, 1, 3}));
  EXPECT_EQ(partition({4, 3, 5}, 2), (Boundaries{0, 2, 3}));
}

TEST(Partition, IsBalancedForRandomWork) {
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

TEST(Partition, OfNoImagesIsEmptyRanges) { EXPECT_EQ(partition({}, 3), (Boundaries{0, 0, 0, 0})); }

TEST(Partition, LeavesRanksWithoutImages) { expect_balanced(Work(5, 3)); }

TEST(Partition, GivesAGiantImageARankOfItsOwn) {
  Work work(20, 1);
  work[9] = 1000000;
  expect_balanced(work);
  const Boundaries boundaries = partition(work, 3);
  EXPECT_EQ(boundaries, (Boundaries{0, 9, 10, 20}));
}

TEST(Partition, TakesImagesWithoutWork) {
  expect_balanced(Work(10, 0));
  expect_balanced({0, 0, 5, 0, 5, 0, 0});
}

TEST(Partition, SumsInSixtyFourBits) {
  expect_balanced(Work(100, std::numeric_limits<std::int32_t>::max()));
  expect_balanced(Work(31, std::int64_t(1) << 57));
  Work work(64, std::int64_t(1) << 56);
  work[10] = std::int64_t(1) << 60;
  expect_balanced(work);
  expect_balanced({std::int64_t(1) << 62, std::numeric_limits<std::int64_t>::max() / 2});
}

TEST(Partition, RefusesWhatCannotBeDivided) {
  EXPECT_THROW(partition({1, -1}, 2), Error);
  EXPECT_THROW(partition({std::numeric_limits<std::int64_t>::max(), 1}, 2), Error);
  EXPECT_THROW(partition({1}, 0), Error);
}

TEST(ConvolutionWork, CountsTapsAndPixels) {
  const Filter filter({2, 2}, {1, 0, 2, 3});
  const auto work = mpi::convolution_work(filter, {4, 5});
  EXPECT_EQ(work(0), 1);
  EXPECT_EQ(work(2), 6 + 6 + 1);
  EXPECT_EQ(work(100), 300 + 20 + 1);
}

}  // namespace
}  // namespace SparseConv::Test
