#ifndef SPARSECONV_METHODS_DIRECT_BITMAP_HPP
#define SPARSECONV_METHODS_DIRECT_BITMAP_HPP

#include <Kokkos_Core.hpp>
#include <cstdint>

/// \file
/// One bit for each pixel of a tile: which pixels of the result are stored.

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

/// How many ones a word begins with, from bit 0 on, which must be one.
KOKKOS_INLINE_FUNCTION int leading_run(Word word) { return word + 1 == 0 ? 64 : lowest_one(~word); }

/// Sets the first `n >= 1` bits from a word on.
template <class Merge>
KOKKOS_INLINE_FUNCTION void set_leading_bits(Word* word, std::int64_t n, const Merge& merge) {
  for (; n > word_bits; n -= word_bits) merge(*word++, ~Word(0));
  merge(*word, ones(0, n));
}

/// Sets `n >= 1` bits from bit `first` on. `merge(word, ones)` sets them in one word.
template <class Merge>
KOKKOS_INLINE_FUNCTION void set_bits(Word* bitmap, std::int64_t first, std::int64_t n,
                                     const Merge& merge) {
  Word* word = bitmap + first / word_bits;
  const std::int64_t shift = first % word_bits;
  const std::int64_t beyond = shift + n - word_bits;
  if (beyond <= 0) return merge(*word, ones(shift, n));
  merge(*word, ones(shift, word_bits - shift));
  set_leading_bits(word + 1, beyond, merge);
}

}  // namespace SparseConv::Impl

#endif
