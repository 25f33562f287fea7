#include <gtest/gtest.h>

#include <SparseConv.hpp>
#include <methods/Cost.hpp>

namespace SparseConv::Test {
namespace {

Impl::Workload workload(Mode mode, double nnz, double occupied) {
  return {Impl::make_geometry({100, 400}, {3, 5}, mode), 15, 10, nnz, occupied};
}

TEST(Cost, AreaIsThatOfTheEntriesAndTheFilter) {
  EXPECT_DOUBLE_EQ(workload(Mode::same, 50, 0.01).area(), 10 * (10 + 2) * (40 + 4));
  EXPECT_DOUBLE_EQ(workload(Mode::same, 50, 1).area(), 10 * 100 * 400);
  EXPECT_DOUBLE_EQ(workload(Mode::full, 50, 1).area(), 10 * 102 * 404);
  EXPECT_DOUBLE_EQ(workload(Mode::valid, 50, 1).area(), 10 * 98 * 396);
}

TEST(Cost, OutputsAreFewerWhereEntriesAreNear) {
  const double far = workload(Mode::same, 1000, 1).outputs();
  const double near = workload(Mode::same, 1000, 0.01).outputs();
  EXPECT_NEAR(far, 1000 * 15, 1000);
  EXPECT_LT(near, 10 * 12 * 44);
  EXPECT_GT(near, 0.9 * 10 * 12 * 44);
}

TEST(Cost, NothingComesOfNoEntries) {
  EXPECT_EQ(workload(Mode::same, 0, 0).outputs(), 0);
  EXPECT_EQ(workload(Mode::same, 0, 1).outputs(), 0);
}

/// On a host a tile of `direct` may be a whole image: only on a device would there be too many.
TEST(Cost, DirectIsChosenForManyLargeImages) {
  using Host = Kokkos::DefaultHostExecutionSpace;
  Options options;
  options.expected_images = 600000;
  options.expected_density = 0.001;
  const Plan<float, std::int32_t, Host> plan(Host(), {1000, 1000}, box_filter(13), options);
  EXPECT_EQ(plan.method(), Method::direct);
}

}  // namespace
}  // namespace SparseConv::Test
