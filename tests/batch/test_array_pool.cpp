// Memory that is handed out again and again.
#include <gtest/gtest.h>
#include <Kokkos_Core.hpp>
#include <batch/ArrayPool.hpp>
#include <support/Allocations.hpp>
#include <vector>

namespace SparseConv::Impl {
namespace {

using Test::Allocations;
using Space = Kokkos::DefaultHostExecutionSpace;
using Array = Kokkos::View<double*, Space>;

constexpr char label[] = "SparseConv::test::array";

/// Slices of an image are seldom of the same size: the array for a longer one takes the place of a
/// shorter one, and does not come on top.
TEST(ArrayPool, HasNeverMoreArraysThanItKeeps) {
  const Space space;
  ArrayPool<Array> pool(label);
  const Allocations allocations(label);
  const std::vector<std::int64_t> lengths{1000, 1100, 1210, 1330, 1465};
  for (const std::int64_t n : lengths) EXPECT_EQ(pool.take(space, n).extent(0), n);
  EXPECT_LT(allocations.most_bytes(), 2.1 * 1465 * sizeof(double));
  EXPECT_GE(pool.bytes(), (1330 + 1465) * sizeof(double));
}

TEST(ArrayPool, HasRoomForALittleMore) {
  const Space space;
  ArrayPool<Array> pool(label);
  pool.take(space, 1000);
  const Allocations allocations(label);
  EXPECT_EQ(pool.take(space, 1050).extent(0), 1050);
  EXPECT_EQ(allocations.most_bytes(), 0);
}

TEST(ArrayPool, LetsGoOfArraysThatNobodyHoldsFirst) {
  const Space space;
  ArrayPool<Array> pool(label);
  const Array held = pool.take(space, 1000);
  pool.take(space, 1001);
  const Allocations allocations(label);
  pool.take(space, 1002);
  EXPECT_LT(allocations.most_bytes(), 1.1 * 1002 * sizeof(double));
  EXPECT_EQ(pool.take(space, 1000, held).data(), held.data());
}

/// The rest of a longer array that a caller has divided is the caller's.
TEST(ArrayPool, WritesIntoTheWholeOfAnArrayOnlyIfItHandedItOut) {
  const Space space;
  ArrayPool<Array> pool(label);
  const Array arena(label, 100);
  const auto head = [&](int n) { return Kokkos::subview(arena, Kokkos::make_pair(0, n)); };
  const Array result = pool.take(space, 90, arena);
  EXPECT_EQ(result.data(), arena.data());
  EXPECT_EQ(pool.take(space, 95, result).data(), arena.data());
  EXPECT_NE(pool.take(space, 80, head(50)).data(), arena.data());
  EXPECT_EQ(pool.take(space, 40, head(50)).data(), arena.data());
}

/// A device is waited for once, whatever the arrays that a result needs.
TEST(ArrayPool, TellsWhichArraysHaveToBeWaitedFor) {
  const Space space;
  ArrayPool<Array> pool(label);
  Array held = pool.take(space, 1000);
  EXPECT_FALSE(pool.may_be_read()) << "a new one";
  pool.expect_fence();
  held = {};
  pool.take(space, 1000);
  EXPECT_TRUE(pool.may_be_read()) << "held before the fence, and let go of after it";
  pool.expect_fence();
  pool.take(space, 1000);
  EXPECT_FALSE(pool.may_be_read());
  pool.take(space, 1000);
  EXPECT_TRUE(pool.may_be_read()) << "handed out since the fence";
}

}  // namespace
}  // namespace SparseConv::Impl
