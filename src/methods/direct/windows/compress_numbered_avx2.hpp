#ifndef SPARSECONV_METHODS_DIRECT_WINDOWS_COMPRESS_NUMBERED_AVX2_HPP
#define SPARSECONV_METHODS_DIRECT_WINDOWS_COMPRESS_NUMBERED_AVX2_HPP

#include <immintrin.h>

#include <methods/direct/windows/compress.hpp>

/// \file
/// `compress_numbered` with AVX2, eight elements at a time: a table has the indices of the ones of
/// a byte, which pick the elements.

namespace SparseConv::Impl {

struct OnesOfByte {
  /// The indices of the ones of each byte, in ascending order.
  alignas(64) unsigned char indices[256][8] = {};
  /// For each four bits, the indices 2 i and 2 i + 1 of the halves of double i, for each one i.
  alignas(64) std::int32_t halves[16][8] = {};

  constexpr OnesOfByte() {
    for (int byte = 0; byte < 256; ++byte)
      for (int bit = 0, n = 0; bit < 8; ++bit)
        if ((byte >> bit & 1) != 0) indices[byte][n++] = static_cast<unsigned char>(bit);
    for (int byte = 0; byte < 16; ++byte)
      for (int i = 0; i < 8; ++i) halves[byte][i] = 2 * indices[byte][i / 2] + i % 2;
  }
};
inline constexpr OnesOfByte ones_of_byte;

inline void pick_8(unsigned, __m256i indices, const float* from, float* to) {
  _mm256_storeu_ps(to, _mm256_permutevar8x32_ps(_mm256_loadu_ps(from), indices));
}

inline void pick_8(unsigned byte, __m256i, const double* from, double* to) {
  const auto pick_4 = [](unsigned ones, const double* four, double* together) {
    const auto halves =
        _mm256_load_si256(reinterpret_cast<const __m256i*>(ones_of_byte.halves[ones]));
    const __m256 picked = _mm256_permutevar8x32_ps(_mm256_castpd_ps(_mm256_loadu_pd(four)), halves);
    _mm256_storeu_pd(together, _mm256_castps_pd(picked));
  };
  pick_4(byte & 15, from, to);
  pick_4(byte >> 4, from + 4, to + count_ones(byte & 15));
}

template <class T>
void compress_numbered(Word word, std::int32_t first, const T* from, std::int32_t* numbers, T* to) {
  __m256i number = _mm256_set1_epi32(first);
  for (int i = 0; i < 64; i += 8, word >>= 8) {
    const auto byte = static_cast<unsigned>(word & 255);
    const __m256i indices = _mm256_cvtepu8_epi32(
        _mm_loadl_epi64(reinterpret_cast<const __m128i*>(ones_of_byte.indices[byte])));
    _mm256_storeu_si256(reinterpret_cast<__m256i*>(numbers), _mm256_add_epi32(indices, number));
    pick_8(byte, indices, from + i, to);
    number = _mm256_add_epi32(number, _mm256_set1_epi32(8));
    const int n = count_ones(byte);
    numbers += n;
    to += n;
  }
}

}  // namespace SparseConv::Impl

#endif
