#include <gtest/gtest.h>
#include <SparseConv/Error.hpp>
#include <SparseConv/mpi/partition.hpp>
#include <limits>

namespace SparseConv::Test {
namespace {

using mpi::Boundaries;
using mpi::partition;

// The tests of rows::divide check how well the work is divided.
TEST(Partition, PutsAnImageWhereItsMiddleIs) {
  EXPECT_EQ(partition({4, 6, 2}, 2), (Boundaries{0, 1, 3}));
  EXPECT_EQ(partition({4, 3, 5}, 2), (Boundaries{0, 2, 3}));
}

TEST(Partition, LeavesRanksWithoutImages) {
  EXPECT_EQ(partition({}, 3), (Boundaries{0, 0, 0, 0}));
  EXPECT_EQ(partition({5}, 3).back(), 1);
}

TEST(Partition, RefusesWhatCannotBeDivided) {
  EXPECT_THROW((void)partition({1, -1}, 2), Error);
  EXPECT_THROW((void)partition({std::numeric_limits<std::int64_t>::max(), 1}, 2), Error);
  EXPECT_THROW((void)partition({1}, 0), Error);
}

TEST(ConvolutionWork, CountsTapsAndPixels) {
  const Filter filter({2, 2}, {1, 0, 2, 3});
  const auto work = mpi::convolution_work(filter, {4, 5});
  EXPECT_EQ(work(0), 1);
  EXPECT_EQ(work(2), 6 + 6 + 1);
  EXPECT_EQ(work(100), 300 + 20 + 1);
}

TEST(ConvolutionWork, CanBeAddedUpForLargeImages) {
  const auto work = mpi::convolution_work(Filter({2, 2}, {1, 0, 2, 3}), {4, 5});
  constexpr std::int64_t largest = std::numeric_limits<std::int64_t>::max();
  EXPECT_GE(work(largest / 2), work(1 << 30));
  EXPECT_NO_THROW((void)partition(std::vector<std::int64_t>(1000, work(largest / 2)), 3));
}

}  // namespace
}  // namespace SparseConv::Test
