#include <gtest/gtest.h>
#include <limits>
#include <methods/direct/windows/compress_numbered.hpp>
#include <numeric>
#include <random>
#include <vector>

namespace SparseConv::Impl {
namespace {

/// Words with few bits, many bits, long runs, no bits and all bits.
std::vector<Word> words() {
  std::vector<Word> words{0, 1, ~Word(0), Word(1) << 63, ~Word(0) >> 1, 0xffff0000ffff0000};
  std::mt19937_64 random;
  for (int i = 0; i < 200; ++i) {
    const Word word = random();
    words.insert(words.end(), {word, word & random() & random(), word | random() | random(),
                               ones(i % 64, 1 + i % (64 - i % 64))});
  }
  return words;
}

/// Checks that `compress(word, to)` writes, of 64 elements that count up from `first`, the elements
/// whose bits are set.
template <class T, class Function>
void check(T first, const Function& compress) {
  for (const Word word : words()) {
    std::vector<T> expected;
    for (int bit = 0; bit < 64; ++bit)
      if ((word >> bit) & 1) expected.push_back(first + static_cast<T>(bit));
    constexpr T untouched = -1;
    std::vector<T> found(expected.size() + compress_overshoot + 1, untouched);
    compress(word, found.data());
    EXPECT_EQ(found.back(), untouched) << "writes too far for " << word;
    found.resize(expected.size());
    ASSERT_EQ(found, expected) << word;
  }
}

template <class T>
std::vector<T> elements(T first) {
  std::vector<T> elements(64 + compress_overshoot);
  std::iota(elements.begin(), elements.end(), first);
  return elements;
}

template <class T>
class Compress : public testing::Test {};
using ElementTypes = testing::Types<float, double, std::int32_t, std::int64_t>;
TYPED_TEST_SUITE(Compress, ElementTypes);

TYPED_TEST(Compress, MovesTheElementsTogether) {
  const auto from = elements<TypeParam>(7);
  check<TypeParam>(7, [&](Word word, TypeParam* to) { compress(word, from.data(), to); });
}

TYPED_TEST(Compress, MovesTheElementsTogetherRunByRun) {
  const auto from = elements<TypeParam>(7);
  check<TypeParam>(7, [&](Word word, TypeParam* to) { compress_runs(word, from.data(), to); });
}

template <class T>
class CompressNumbered : public testing::Test {};
using ValueTypes = testing::Types<float, double>;
TYPED_TEST_SUITE(CompressNumbered, ValueTypes);

TYPED_TEST(CompressNumbered, MovesElementsAndNumbersTogether) {
  const auto from = elements<TypeParam>(7);
  check<TypeParam>(7, [&](Word word, TypeParam* to) {
    std::vector<std::int32_t> numbers(64 + compress_overshoot);
    compress_numbered(word, std::int32_t(100), from.data(), numbers.data(), to);
    for (int i = 0; i < count_ones(word); ++i)
      EXPECT_EQ(numbers[static_cast<std::size_t>(i)] - 100, static_cast<std::int32_t>(to[i]) - 7);
  });
}

template <class T>
class CompressNumbers : public testing::Test {};
using NumberTypes = testing::Types<std::int32_t, std::int64_t>;
TYPED_TEST_SUITE(CompressNumbers, NumberTypes);

TYPED_TEST(CompressNumbers, WritesThem) {
  check<TypeParam>(100,
                   [](Word word, TypeParam* to) { compress_numbers(word, TypeParam(100), to); });
}

TYPED_TEST(CompressNumbers, WritesThemRunByRun) {
  check<TypeParam>(
      100, [](Word word, TypeParam* to) { compress_numbers_runs(word, TypeParam(100), to); });
}

TYPED_TEST(CompressNumbers, WritesTheLargestOnes) {
  constexpr TypeParam first = std::numeric_limits<TypeParam>::max() - 63;
  check<TypeParam>(first, [](Word word, TypeParam* to) { compress_numbers(word, first, to); });
  check<TypeParam>(first, [](Word word, TypeParam* to) { compress_numbers_runs(word, first, to); });
}

}  // namespace
}  // namespace SparseConv::Impl
