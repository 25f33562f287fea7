#ifndef SPARSECONV_METHODS_DIRECT_ROWS_COMPRESS_HPP
#define SPARSECONV_METHODS_DIRECT_ROWS_COMPRESS_HPP

#include <cstring>
#include <methods/direct/Bitmap.hpp>
#include <type_traits>
#if defined(__AVX512F__)
#include <immintrin.h>
#endif

/// \file
/// Moves those of 64 elements together whose bits are set: with the instructions for it where the
/// processor that is compiled for has them, or else run by run. Both write behind the last element,
/// where the caller has to have room.

namespace SparseConv::Impl {

/// Elements that may be written behind the last one.
constexpr std::int64_t compress_overshoot = 16;

/// Calls `visit(first, length)` for the runs of ones.
template <class Visit>
void for_each_run(Word word, const Visit& visit) {
  Word starts = word & ~(word << 1), ends = word & ~(word >> 1);
  for (; starts != 0; starts &= starts - 1, ends &= ends - 1) {
    const std::int64_t first = lowest_one(starts);
    visit(first, lowest_one(ends) - first + 1);
  }
}

/// Whether the ones follow one another: then there is little to do.
inline bool is_one_run(Word word) { return (word & (word + (word & -word))) == 0; }

/// Run by run, in steps of 16 elements.
template <class T>
void compress_runs(Word word, const T* from, T* to) {
  for_each_run(word, [&](std::int64_t first, std::int64_t length) {
    for (std::int64_t done = 0; done < length; done += compress_overshoot)
      std::memcpy(to + done, from + first + done, compress_overshoot * sizeof(T));
    to += length;
  });
}

/// The same for the numbers `first`, `first + 1` and so on.
template <class T>
void compress_numbers_runs(Word word, T first, T* to) {
  for_each_run(word, [&](std::int64_t bit, std::int64_t length) {
    const T column = first + static_cast<T>(bit);
    for (std::int64_t done = 0; done < length; done += compress_overshoot)
      for (T i = 0; i < compress_overshoot; ++i) to[done + i] = column + static_cast<T>(done) + i;
    to += length;
  });
}

#if defined(__AVX512F__)

template <class T>
std::enable_if_t<sizeof(T) == 4> compress(Word word, const T* from, T* to) {
  if (is_one_run(word)) return compress_runs(word, from, to);
  for (int i = 0; i < 64; i += 16, word >>= 16) {
    const auto mask = static_cast<__mmask16>(word);
    _mm512_storeu_si512(to, _mm512_maskz_compress_epi32(mask, _mm512_loadu_si512(from + i)));
    to += count_ones(word & 0xffff);
  }
}

template <class T>
std::enable_if_t<sizeof(T) == 8> compress(Word word, const T* from, T* to) {
  if (is_one_run(word)) return compress_runs(word, from, to);
  for (int i = 0; i < 64; i += 8, word >>= 8) {
    const auto mask = static_cast<__mmask8>(word);
    _mm512_storeu_si512(to, _mm512_maskz_compress_epi64(mask, _mm512_loadu_si512(from + i)));
    to += count_ones(word & 0xff);
  }
}

inline void compress_numbers(Word word, std::int32_t first, std::int32_t* to) {
  if (is_one_run(word)) return compress_numbers_runs(word, first, to);
  __m512i columns =
      _mm512_add_epi32(_mm512_set1_epi32(first),
                       _mm512_setr_epi32(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15));
  for (int i = 0; i < 64; i += 16, word >>= 16) {
    _mm512_storeu_si512(to, _mm512_maskz_compress_epi32(static_cast<__mmask16>(word), columns));
    columns = _mm512_add_epi32(columns, _mm512_set1_epi32(16));
    to += count_ones(word & 0xffff);
  }
}

inline void compress_numbers(Word word, std::int64_t first, std::int64_t* to) {
  if (is_one_run(word)) return compress_numbers_runs(word, first, to);
  __m512i columns =
      _mm512_add_epi64(_mm512_set1_epi64(first), _mm512_setr_epi64(0, 1, 2, 3, 4, 5, 6, 7));
  for (int i = 0; i < 64; i += 8, word >>= 8) {
    _mm512_storeu_si512(to, _mm512_maskz_compress_epi64(static_cast<__mmask8>(word), columns));
    columns = _mm512_add_epi64(columns, _mm512_set1_epi64(8));
    to += count_ones(word & 0xff);
  }
}

#else

template <class T>
void compress(Word word, const T* from, T* to) {
  compress_runs(word, from, to);
}
template <class T>
void compress_numbers(Word word, T first, T* to) {
  compress_numbers_runs(word, first, to);
}

#endif

}  // namespace SparseConv::Impl

#endif
