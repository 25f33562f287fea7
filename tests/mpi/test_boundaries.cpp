#include <limits>
#include <mpi/boundaries.hpp>
#include <support/expect_error.hpp>

namespace SparseConv::Test {
namespace {

constexpr std::int64_t most = std::numeric_limits<std::int32_t>::max();

TEST(Boundaries, MayGiveARankAsManyImagesAsABatchCanHave) {
  EXPECT_NO_THROW(mpi::Impl::check_image_counts({0, most, 2 * most}, 1, most));
  EXPECT_NO_THROW(mpi::Impl::check_image_counts({0, 3 * most, 6 * most}, 3, most));
}

TEST(Boundaries, MustNotGiveARankMore) {
  expect_error(
      [] {
        mpi::Impl::check_image_counts({0, 1, most + 2}, 1, most);
      },
      Error::Cause::input, "2147483648 images for rank 1");
  expect_error(
      [] {
        mpi::Impl::check_image_counts({0, 3 * most + 1}, 3, most);
      },
      Error::Cause::input, "2147483648 images for rank 0");
}

}  // namespace
}  // namespace SparseConv::Test
