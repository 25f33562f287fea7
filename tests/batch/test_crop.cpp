#include <batch/crop.hpp>
#include <support/compare.hpp>

namespace SparseConv::Test {
namespace {

using rows::RowRange;

// Images 5 and 6 of a batch, of 3 rows and 2 columns:
//
//     image 5      image 6
//     row 15  1 2  row 18  . 5
//     row 16  . 3  row 19  . .
//     row 17  4 .  row 20  6 7
const SparseImages images{{3, 2}, {0, 4, 7}, {0, 1, 3, 4, 1, 4, 5}, {1, 2, 3, 4, 5, 6, 7}};

SparseImages crop(RowRange rows, std::int64_t n) {
  using Space = Kokkos::DefaultExecutionSpace;
  const auto batch = to_batch<double, std::int32_t, Space>(images);
  const auto cropped = Impl::crop(Space(), batch, images.shape, {15, 21}, rows, n);
  Space().fence();
  EXPECT_EQ(cropped.numRows(), n);
  return from_batch(cropped, images.shape);
}

TEST(Crop, LeavesAllRows) { EXPECT_EQ(crop({15, 21}, 2), images); }

TEST(Crop, CutsBothImages) {
  EXPECT_EQ(crop({16, 20}, 2), (SparseImages{{3, 2}, {0, 2, 3}, {3, 4, 1}, {3, 4, 5}}));
}

TEST(Crop, LeavesOutImages) {
  EXPECT_EQ(crop({15, 17}, 1), (SparseImages{{3, 2}, {0, 3}, {0, 1, 3}, {1, 2, 3}}));
  EXPECT_EQ(crop({15, 18}, 1), slice(images, 0, 1));
}

TEST(Crop, LeavesImagesWithoutEntries) {
  EXPECT_EQ(crop({16, 16}, 1), (SparseImages{{3, 2}, {0, 0}, {}, {}}));
  EXPECT_EQ(crop({15, 15}, 0), (SparseImages{{3, 2}, {0}, {}, {}}));
  EXPECT_EQ(crop({19, 20}, 2), (SparseImages{{3, 2}, {0, 0, 0}, {}, {}}));
}

}  // namespace
}  // namespace SparseConv::Test
