#ifndef SPARSECONV_METHODS_BITMAP_HPP
#define SPARSECONV_METHODS_BITMAP_HPP

#include <Kokkos_Core.hpp>
#include <cstdint>
#include <divide_up.hpp>

/// \file
/// One bit for each pixel: which pixels of the result are stored.

namespace SparseConv::Impl {

using Word = std::uint64_t;

template <class AnyWord>
constexpr std::int64_t bits_of = 8 * static_cast<std::int64_t>(sizeof(AnyWord));

constexpr std::int64_t word_bits = bits_of<Word>;

template <class AnyWord = Word>
KOKKOS_INLINE_FUNCTION constexpr std::int64_t words_for(std::int64_t bits) {
  return divide_up(bits, bits_of<AnyWord>);
}

/// A word with ones in bits `first` to `first + n - 1`, for `n` from 1 to the bits after `first`.
template <class AnyWord = Word>
KOKKOS_INLINE_FUNCTION AnyWord ones(std::int64_t first, std::int64_t n) {
  return static_cast<AnyWord>((~AnyWord(0) >> (bits_of<AnyWord> - n)) << first);
}

template <class AnyWord>
KOKKOS_INLINE_FUNCTION int count_ones(AnyWord word) {
  return Kokkos::Experimental::popcount_builtin(word);
}

template <class AnyWord>
KOKKOS_INLINE_FUNCTION int lowest_one(AnyWord word) {
  return Kokkos::Experimental::countr_zero_builtin(word);
}

KOKKOS_INLINE_FUNCTION int highest_one(Word word) {
  return 63 - Kokkos::Experimental::countl_zero_builtin(word);
}

/// Calls `visit(word, ones)` for the words that hold the `n >= 1` bits from bit `first` on: `ones`
/// are these bits of the word.
template <class AnyWord, class Index, class Visit>
KOKKOS_INLINE_FUNCTION void for_each_word(AnyWord* bitmap, Index first, Index n,
                                          const Visit& visit) {
  constexpr auto bits = static_cast<Index>(bits_of<AnyWord>);
  AnyWord* word = bitmap + first / bits;
  Index bit = first % bits;
  do {
    const Index here = Kokkos::min(n, bits - bit);
    visit(*word++, ones<std::remove_const_t<AnyWord>>(bit, here));
    n -= here;
    bit = 0;
  } while (n > 0);
}

/// Sets `n >= 1` bits from bit `first` on, for all threads at the same time.
template <class AnyWord, class Index>
KOKKOS_INLINE_FUNCTION void atomic_set(AnyWord* bitmap, Index first, Index n) {
  for_each_word(bitmap, first, n,
                [](AnyWord& word, AnyWord mask) { Kokkos::atomic_or(&word, mask); });
}

/// Whether `n >= 1` bits from bit `first` on are all set.
template <class AnyWord, class Index>
KOKKOS_INLINE_FUNCTION bool all_set(const AnyWord* bitmap, Index first, Index n) {
  bool all = true;
  for_each_word(bitmap, first, n, [&](AnyWord word, AnyWord mask) { all &= (~word & mask) == 0; });
  return all;
}

}  // namespace SparseConv::Impl

#endif
