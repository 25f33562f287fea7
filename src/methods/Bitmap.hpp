#ifndef SPARSECONV_METHODS_BITMAP_HPP
#define SPARSECONV_METHODS_BITMAP_HPP

#include <Kokkos_Core.hpp>
#include <cstdint>

/// \file
/// One bit for each pixel: which pixels of the result are stored.

namespace SparseConv::Impl {

using Word = std::uint64_t;

constexpr std::int64_t word_bits = 64;

KOKKOS_INLINE_FUNCTION constexpr std::int64_t words_for(std::int64_t bits) {
  return (bits + word_bits - 1) / word_bits;
}

/// A word with ones in bits `first` to `first + n - 1`, for `n` from 1 to 64 - first.
KOKKOS_INLINE_FUNCTION Word ones(std::int64_t first, std::int64_t n) {
  return (~Word(0) >> (word_bits - n)) << first;
}

KOKKOS_INLINE_FUNCTION int count_ones(Word word) {
  return Kokkos::Experimental::popcount_builtin(word);
}

KOKKOS_INLINE_FUNCTION int lowest_one(Word word) {
  return Kokkos::Experimental::countr_zero_builtin(word);
}

KOKKOS_INLINE_FUNCTION int highest_one(Word word) {
  return 63 - Kokkos::Experimental::countl_zero_builtin(word);
}

/// Sets `n >= 1` bits from bit `first` on. `merge(word, ones)` sets the bits `ones` in a word.
template <class Merge>
KOKKOS_INLINE_FUNCTION void set_bits(Word* bitmap, std::int64_t first, std::int64_t n,
                                     const Merge& merge) {
  Word* word = bitmap + first / word_bits;
  for (std::int64_t bit = first % word_bits; n > 0; bit = 0, ++word) {
    const std::int64_t here = Kokkos::min(n, word_bits - bit);
    merge(*word, ones(bit, here));
    n -= here;
  }
}

/// Whether `n >= 1` bits from bit `first` on are all set.
KOKKOS_INLINE_FUNCTION bool all_set(const Word* bitmap, std::int64_t first, std::int64_t n) {
  const Word* word = bitmap + first / word_bits;
  for (std::int64_t bit = first % word_bits; n > 0; bit = 0, ++word) {
    const std::int64_t here = Kokkos::min(n, word_bits - bit);
    if (~*word & ones(bit, here)) return false;
    n -= here;
  }
  return true;
}

}  // namespace SparseConv::Impl

#endif
