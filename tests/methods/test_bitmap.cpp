#include <gtest/gtest.h>
#include <methods/Bitmap.hpp>
#include <vector>

namespace SparseConv::Impl {
namespace {

template <class AnyWord>
bool is_set(const std::vector<AnyWord>& bitmap, std::int64_t bit) {
  constexpr std::int64_t bits = bits_of<AnyWord>;
  return (bitmap[static_cast<std::size_t>(bit / bits)] >> (bit % bits)) & 1;
}

template <class AnyWord>
class Bitmap : public testing::Test {};
using Words = testing::Types<std::uint32_t, std::uint64_t>;
TYPED_TEST_SUITE(Bitmap, Words);

TYPED_TEST(Bitmap, SetsEveryRangeOfBits) {
  constexpr std::int64_t bits = 200;
  for (std::int64_t first = 0; first < bits; ++first)
    for (std::int64_t n = 1; first + n <= bits; ++n) {
      std::vector<TypeParam> bitmap(static_cast<std::size_t>(words_for<TypeParam>(bits)));
      atomic_set(bitmap.data(), first, n);
      int count = 0;
      for (const TypeParam word : bitmap) count += count_ones(word);
      ASSERT_EQ(count, n);
      ASSERT_TRUE(is_set(bitmap, first) && is_set(bitmap, first + n - 1));
      ASSERT_TRUE(all_set(bitmap.data(), first, n));
      ASSERT_FALSE(first > 0 && all_set(bitmap.data(), first - 1, n));
      ASSERT_FALSE(first + n < bits && all_set(bitmap.data(), first, n + 1));
    }
}

TEST(BitmapWord, FindsTheLowestAndTheHighestOne) {
  for (int bit = 0; bit < word_bits; ++bit) {
    EXPECT_EQ(lowest_one(Word(1) << bit), bit);
    EXPECT_EQ(lowest_one(~Word(0) << bit), bit);
    EXPECT_EQ(highest_one(Word(1) << bit), bit);
    EXPECT_EQ(highest_one(~Word(0) >> (63 - bit)), bit);
  }
}

}  // namespace
}  // namespace SparseConv::Impl
