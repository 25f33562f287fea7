// The sort for devices, on every space there is.
#include <batch/bitonic_sort.hpp>
#include <support/compare.hpp>
#include <support/random_images.hpp>

namespace SparseConv::Test {
namespace {

class BitonicSort : public testing::TestWithParam<std::int64_t> {};

TEST_P(BitonicSort, SortsImagesOfEveryLengthAndKeepsTheOrderOfEqualColumns) {
  using Space = Kokkos::DefaultExecutionSpace;
  Random random(1);
  SparseImages images{{4, 10}, {0}, {}, {}};
  for (std::int64_t length = 0; length < 70; ++length) {
    for (std::int64_t k = 0; k < length; ++k)
      images.add(static_cast<std::int64_t>(random() % 40), static_cast<double>(k));
    images.end_image();
  }
  const auto batch = to_batch<double, std::int32_t, Space>(images);
  Impl::bitonic_sort_images(Space(), batch.graph.row_map, batch.graph.entries, batch.values,
                            GetParam());
  const SparseImages sorted = from_batch(batch, images.shape);
  for (std::int64_t i = 0; i < images.size(); ++i)
    for (std::int64_t k = sorted.row_map[i] + 1; k < sorted.row_map[i + 1]; ++k) {
      ASSERT_LE(sorted.columns[k - 1], sorted.columns[k]);
      if (sorted.columns[k - 1] == sorted.columns[k]) {
        ASSERT_LT(sorted.values[k - 1], sorted.values[k]);
      }
    }
  // Columns keep their values: a value is the entry's number in the unsorted image.
  for (std::int64_t i = 0; i < images.size(); ++i)
    for (std::int64_t k = sorted.row_map[i]; k < sorted.row_map[i + 1]; ++k)
      ASSERT_EQ(sorted.columns[k],
                images.columns[images.row_map[i] + static_cast<std::int64_t>(sorted.values[k])]);
}

// With a team for each image, and with a kernel for each step.
INSTANTIATE_TEST_SUITE_P(MostEntriesOfATeam, BitonicSort, testing::Values(100, 10));

}  // namespace
}  // namespace SparseConv::Test
