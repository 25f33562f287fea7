#include <gtest/gtest.h>
#include <methods/Bitmap.hpp>
#include <vector>

namespace SparseConv::Impl {
namespace {

bool is_set(const std::vector<Word>& bitmap, std::int64_t bit) {
  return (bitmap[static_cast<std::size_t>(bit / word_bits)] >> (bit % word_bits)) & 1;
}

TEST(Bitmap, SetsEveryRangeOfBits) {
  constexpr std::int64_t bits = 200;
  for (std::int64_t first = 0; first < bits; ++first)
    for (std::int64_t n = 1; first + n <= bits; ++n) {
      std::vector<Word> bitmap(static_cast<std::size_t>(words_for(bits)));
      set_bits(bitmap.data(), first, n, [](Word& word, Word mask) { word |= mask; });
      int count = 0;
      for (const Word word : bitmap) count += count_ones(word);
      ASSERT_EQ(count, n);
      ASSERT_TRUE(is_set(bitmap, first) && is_set(bitmap, first + n - 1));
      ASSERT_TRUE(all_set(bitmap.data(), first, n));
      ASSERT_FALSE(first > 0 && all_set(bitmap.data(), first - 1, n));
      ASSERT_FALSE(first + n < bits && all_set(bitmap.data(), first, n + 1));
    }
}

TEST(Bitmap, FindsTheLowestAndTheHighestOne) {
  for (int bit = 0; bit < word_bits; ++bit) {
    EXPECT_EQ(lowest_one(Word(1) << bit), bit);
    EXPECT_EQ(lowest_one(~Word(0) << bit), bit);
    EXPECT_EQ(highest_one(Word(1) << bit), bit);
    EXPECT_EQ(highest_one(~Word(0) >> (63 - bit)), bit);
  }
}

}  // namespace
}  // namespace SparseConv::Impl
