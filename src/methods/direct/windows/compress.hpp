#ifndef SPARSECONV_METHODS_DIRECT_WINDOWS_COMPRESS_HPP
#define SPARSECONV_METHODS_DIRECT_WINDOWS_COMPRESS_HPP

#include <cstring>
#include <methods/Bitmap.hpp>
#include <type_traits>
#if defined(__AVX512F__)
#include <immintrin.h>
#endif

/// \file
/// Picks, from 64 elements, the elements whose bits are set in a word, and moves them together:
///
///     bits      0 1 1 0 0 1 ...
///     elements  a b c d e f ...   ->   b c f ...
///
/// Processors with AVX-512 have instructions for this. On other processors the elements of each run
/// of ones are copied. All functions may write up to `compress_overshoot` elements after the last
/// element, and read up to `run_step` - 1 after the 64th: the caller must provide the room.

namespace SparseConv::Impl {

/// Elements that may be written after the last element.
constexpr std::int64_t compress_overshoot = 32;

/// Calls `visit(first, length)` for the runs of ones.
template <class Visit>
void for_each_run(Word word, const Visit& visit) {
  Word starts = word & ~(word << 1), ends = word & ~(word >> 1);
  for (; starts != 0; starts &= starts - 1, ends &= ends - 1) {
    const std::int64_t first = lowest_one(starts);
    visit(first, lowest_one(ends) - first + 1);
  }
}

/// Elements of a run that are moved at a time.
constexpr std::int64_t run_step = 16;

template <class T>
void compress_runs(Word word, const T* from, T* to) {
  for_each_run(word, [&](std::int64_t first, std::int64_t length) {
    for (std::int64_t done = 0; done < length; done += run_step)
      std::memcpy(to + done, from + first + done, run_step * sizeof(T));
    to += length;
  });
}

/// The same for the elements `first`, `first + 1` and so on. They are counted without a sign, as
/// those after the last element may be too large for T.
template <class T>
void compress_numbers_runs(Word word, T first, T* to) {
  using Unsigned = std::make_unsigned_t<T>;
  for_each_run(word, [&](std::int64_t bit, std::int64_t length) {
    const Unsigned number = static_cast<Unsigned>(first) + static_cast<Unsigned>(bit);
    for (std::int64_t done = 0; done < length; done += run_step)
      for (Unsigned i = 0; i < run_step; ++i)
        to[done + i] = static_cast<T>(number + static_cast<Unsigned>(done) + i);
    to += length;
  });
}

#if defined(__AVX512F__)

template <class T>
std::enable_if_t<sizeof(T) == 4> compress(Word word, const T* from, T* to) {
  for (int i = 0; i < 64; i += 16, word >>= 16) {
    const auto mask = static_cast<__mmask16>(word);
    _mm512_storeu_si512(to, _mm512_maskz_compress_epi32(mask, _mm512_loadu_si512(from + i)));
    to += count_ones(word & 0xffff);
  }
}

template <class T>
std::enable_if_t<sizeof(T) == 8> compress(Word word, const T* from, T* to) {
  for (int i = 0; i < 64; i += 8, word >>= 8) {
    const auto mask = static_cast<__mmask8>(word);
    _mm512_storeu_si512(to, _mm512_maskz_compress_epi64(mask, _mm512_loadu_si512(from + i)));
    to += count_ones(word & 0xff);
  }
}

inline void compress_numbers(Word word, std::int32_t first, std::int32_t* to) {
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
