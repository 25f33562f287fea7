#include <io/expect_error.hpp>
#include <limits>
#include <mpi/boundaries.hpp>

namespace SparseConv::Test {
namespace {

constexpr std::int64_t most = std::numeric_limits<std::int32_t>::max();

TEST(Boundaries, MayGiveARankAsManyImagesAsABatchCanHave) {
  EXPECT_NO_THROW(mpi::Impl::check_boundaries({0, most, 2 * most}, 2, 2 * most, most));
}

TEST(Boundaries, MustNotGiveARankMore) {
  expect_error(
      [] {
        mpi::Impl::check_boundaries({0, 1, most + 2}, 2, most + 2, most);
      },
      Error::Cause::input, "2147483648 images for rank 1");
}

}  // namespace
}  // namespace SparseConv::Test
