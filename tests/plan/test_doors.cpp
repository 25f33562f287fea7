// The matrices that callers have, and the ways in which a plan takes and gives them.
#include <SparseConv.hpp>
#include <support/Allocations.hpp>
#include <support/compare.hpp>
#include <support/expect_error.hpp>
#include <support/random_images.hpp>
#include <support/spaces.hpp>

namespace SparseConv::Test {
namespace {

using Space = Kokkos::DefaultExecutionSpace;

constexpr ImageShape shape{9, 14};

SparseImages some_images() {
  Random random(3);
  return random_images(random, shape, 5, 0.2);
}

/// The images as a matrix of a caller's type. `owner` holds arrays that the matrix does not own.
template <class Matrix, class Owner>
Matrix as_theirs(const Owner& owner) {
  using RowMap = typename Matrix::row_map_type::non_const_type;
  const SparseImages images = some_images();
  const RowMap row_map("row_map", images.row_map.size());
  copy_to(row_map, images.row_map);
  return Matrix("theirs", owner.numRows(), owner.numCols(), owner.nnz(), owner.values, row_map,
                owner.graph.entries);
}

template <class Scalar, class Ordinal, class Device, class Traits, class Offset>
void expect_taken() {
  using Matrix = KokkosSparse::CrsMatrix<Scalar, Ordinal, Device, Traits, Offset>;
  const auto owner =
      to_batch<std::remove_const_t<Scalar>, std::remove_const_t<Ordinal>, Space>(some_images());
  const auto theirs = as_theirs<Matrix>(owner);
  auto plan = make_plan<std::remove_const_t<Scalar>, std::remove_const_t<Ordinal>>(Space(), shape,
                                                                                   box_filter(3));
  const auto expected = from_batch(plan.apply(Space(), owner), shape);
  EXPECT_EQ(validate(Space(), theirs, shape).sorted, true);
  EXPECT_TRUE(identical(from_batch(plan.apply(Space(), theirs), shape), expected));
  EXPECT_TRUE(identical(from_batch(plan.apply(Space(), theirs, Mode::same), shape), expected));
  EXPECT_TRUE(identical(from_batch(sort_and_merge(Space(), theirs), shape), some_images()));
  EXPECT_TRUE(identical(from_batch(to_host(theirs), shape), some_images()));
  EXPECT_EQ(as_batch(Space(), theirs).values.data(), owner.values.data());
  const Options options = Options().expecting(Space(), theirs, shape);
  EXPECT_EQ(options.expected_images, 5);
}

using Device = Kokkos::Device<Space, Space::memory_space>;

TEST(Doors, TakeEveryTypeOfOffsets) {
  expect_taken<float, std::int32_t, Device, void, std::int64_t>();
  expect_taken<float, std::int32_t, Device, void, std::size_t>();
  expect_taken<float, std::int32_t, Device, void, int>();
  expect_taken<double, std::int64_t, Device, void, int>();
}

/// On a host the arrays of one space serve another.
template <class AnySpace>
void expect_taken_of_serial() {
#ifdef KOKKOS_ENABLE_SERIAL
  if constexpr (std::is_same_v<typename AnySpace::memory_space, Kokkos::HostSpace>)
    expect_taken<double, std::int32_t, Kokkos::Serial, void, int>();
#endif
}

TEST(Doors, TakeADeviceThatIsSpeltAsASpace) {
  expect_taken<double, std::int32_t, Space, void, std::int64_t>();
  expect_taken<double, std::int32_t, Space, void, std::size_t>();
  expect_taken_of_serial<Space>();
}

TEST(Doors, TakeConstantArrays) {
  expect_taken<const float, std::int32_t, Device, void, std::int64_t>();
  expect_taken<float, const std::int32_t, Device, void, std::size_t>();
  expect_taken<const double, const std::int64_t, Device, void, int>();
}

TEST(Doors, TakeUnmanagedArrays) {
  const auto owner = to_batch<double, std::int32_t, Space>(some_images());
  using Theirs =
      KokkosSparse::CrsMatrix<double, std::int32_t, Device, Kokkos::MemoryUnmanaged, std::int64_t>;
  const Theirs theirs(
      "theirs", owner.numRows(), owner.numCols(), owner.nnz(),
      Theirs::values_type(owner.values.data(), owner.values.extent(0)),
      Theirs::row_map_type(owner.graph.row_map.data(), owner.graph.row_map.extent(0)),
      Theirs::index_type(owner.graph.entries.data(), owner.graph.entries.extent(0)));
  auto plan = make_plan<double>(Space(), shape, box_filter(3));
  EXPECT_TRUE(identical(from_batch(plan.apply(Space(), theirs), shape),
                        from_batch(plan.apply(Space(), owner), shape)));
}

TEST(Doors, TakeAMatrixForEveryCall) {
  using Matrix = KokkosSparse::CrsMatrix<const double, std::int32_t, Device, void, int>;
  const auto owner = to_batch<double, std::int32_t, Space>(some_images());
  const auto theirs = as_theirs<Matrix>(owner);
  auto plan = make_plan<double>(Space(), shape, box_filter(3));
  Batch<double> result = plan.symbolic(Space(), theirs);
  plan.numeric(Space(), theirs, result);
  EXPECT_TRUE(identical(from_batch(result, shape), from_batch(plan.apply(Space(), owner), shape)));
  Batch<double> into;
  plan.apply_into(Space(), theirs, into);
  EXPECT_TRUE(identical(from_batch(into, shape), from_batch(result, shape)));
}

TEST(Doors, CopyToAnotherSpaceOnlyWhereTheMemoryIsAnother) {
  const auto batch = to_batch<double, std::int32_t, Space>(some_images());
  const Kokkos::DefaultHostExecutionSpace host;
  const auto there = to_space(host, batch);
  EXPECT_TRUE(from_batch(there, shape) == some_images());
  const auto back = to_space(Space(), there);
  EXPECT_TRUE(from_batch(back, shape) == some_images());
  EXPECT_EQ(to_space(Space(), batch).values.data(), batch.values.data());
  EXPECT_EQ(to_host(there).values.data(), there.values.data());
}

TEST(Doors, DeduceTheTypesOfAPlan) {
  const Space space;
  const Plan plan(space, shape, box_filter(3));
  EXPECT_TRUE((std::is_same_v<decltype(plan), const Plan<float, std::int32_t, Space>>));
  const Plan with_options(space, shape, box_filter(3), Options());
  EXPECT_TRUE((std::is_same_v<decltype(with_options), const Plan<float, std::int32_t, Space>>));
  const auto other = make_plan<double, std::int64_t>(space, shape, box_filter(3));
  EXPECT_TRUE((std::is_same_v<decltype(other), const Plan<double, std::int64_t, Space>>));
}

TEST(Doors, ConvertedRowMapsUseTheSameMemoryAgain) {
  using Matrix = KokkosSparse::CrsMatrix<float, std::int32_t, Device, void, int>;
  const auto theirs = as_theirs<Matrix>(to_batch<float, std::int32_t, Space>(some_images()));
  Plan plan(Space(), shape, box_filter(3));
  Batch<float> result = plan.apply(Space(), theirs);
  const Allocations allocations("SparseConv");  // without those that Kokkos makes for itself
  for (int i = 0; i < 3; ++i) {
    result = {};
    result = plan.apply(Space(), theirs);
  }
  EXPECT_EQ(allocations.labels(), std::vector<std::string>());
}

}  // namespace
}  // namespace SparseConv::Test
