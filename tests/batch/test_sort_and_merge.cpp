#include <SparseConv/Batch.hpp>
#include <map>
#include <support/compare.hpp>
#include <support/random_images.hpp>
#include <support/spaces.hpp>

namespace SparseConv::Test {
namespace {

template <class T>
SparseImages sorted_and_merged(const SparseImages& images) {
  using Space = typename T::ExecutionSpace;
  const auto batch = to_batch<typename T::Scalar, typename T::Ordinal, Space>(images);
  return from_batch(sort_and_merge(Space(), batch), images.shape);
}

template <class T>
class SortAndMerge : public testing::Test {};
TYPED_TEST_SUITE(SortAndMerge, PairsOfTypes);

TYPED_TEST(SortAndMerge, SortsImagesOfAllLengths) {
  Random random(1);
  for (const std::int64_t side : {1, 5, 12, 40, 300}) {
    const SparseImages images = random_images(random, {side, side}, 20, 0.3);
    EXPECT_TRUE(identical(sorted_and_merged<TypeParam>(shuffled(random, images)), images)) << side;
  }
}

TYPED_TEST(SortAndMerge, SortsAndMergesByHand) {
  const SparseImages images{{1, 9}, {0, 3, 3, 7}, {5, 2, 5, 8, 0, 8, 1}, {1, 2, 4, 1, 2, 4, 8}};
  const SparseImages expected{{1, 9}, {0, 2, 2, 5}, {2, 5, 0, 1, 8}, {2, 5, 2, 8, 5}};
  EXPECT_TRUE(identical(sorted_and_merged<TypeParam>(images), expected));
}

TYPED_TEST(SortAndMerge, AddsUpRepeatedColumnsInTheirOrder) {
  const double big = 1 << 25;  // 2^25 + 1 - 2^25 is 0 in single precision, 2^25 - 2^25 + 1 is 1
  const SparseImages images{{1, 9}, {0, 3, 6, 6}, {4, 4, 4, 4, 4, 4}, {big, 1, -big, big, -big, 1}};
  const double first = sizeof(typename TypeParam::Scalar) == 4 ? 0 : 1;
  const SparseImages expected{{1, 9}, {0, 1, 2, 2}, {4, 4}, {first, 1}};
  EXPECT_TRUE(identical(sorted_and_merged<TypeParam>(images), expected));
}

TYPED_TEST(SortAndMerge, MergesManyDuplicates) {
  Random random(2);
  SparseImages images{{2, 3}, {0}, {}, {}};
  std::map<std::int64_t, double> sums;
  for (int k = 0; k < 2000; ++k) {
    images.add(static_cast<std::int64_t>(random() % 6), static_cast<double>(k % 8));
    sums[images.columns.back()] += images.values.back();
  }
  images.end_image();
  SparseImages expected{{2, 3}, {0}, {}, {}};
  for (const auto& [column, sum] : sums) expected.add(column, sum);
  expected.end_image();
  EXPECT_TRUE(identical(sorted_and_merged<TypeParam>(images), expected));
}

TYPED_TEST(SortAndMerge, LeavesNothingOfAnEmptyBatch) {
  EXPECT_TRUE(
      identical(sorted_and_merged<TypeParam>({{3, 3}, {0}, {}, {}}), {{3, 3}, {0}, {}, {}}));
  EXPECT_TRUE(identical(sorted_and_merged<TypeParam>({{3, 3}, {0, 0, 0}, {}, {}}),
                        {{3, 3}, {0, 0, 0}, {}, {}}));
}

}  // namespace
}  // namespace SparseConv::Test
