#ifndef SPARSECONV_METHODS_DIRECT_WINDOWS_COMPRESS_NUMBERED_VBMI2_HPP
#define SPARSECONV_METHODS_DIRECT_WINDOWS_COMPRESS_NUMBERED_VBMI2_HPP

#include <immintrin.h>

#include <methods/direct/windows/compress.hpp>

/// \file
/// `compress_numbered` with VBMI2, a part of AVX-512: one instruction moves the indices of the
/// elements together, as bytes. The indices then pick the elements, from registers that hold
/// all 64.

namespace SparseConv::Impl {

// Without a mask GCC warns of something in its own headers.
constexpr __mmask8 all_8 = 0xff;
constexpr __mmask16 all_16 = 0xffff;

/// The bytes 0 to 63.
struct CountingBytes {
  alignas(64) unsigned char bytes[64] = {};
  constexpr CountingBytes() {
    for (unsigned char i = 0; i < 64; ++i) bytes[i] = i;
  }
};

/// 64 elements, of which 16 indices pick 16.
template <class T>
class Registers;

template <>
class Registers<float> {
 public:
  explicit Registers(const float* from) {
    for (int i = 0; i < 4; ++i) elements_[i] = _mm512_loadu_ps(from + 16 * i);
  }

  void pick(__m128i indices, float* to) const {
    const __m512i index = _mm512_maskz_cvtepu8_epi32(all_16, indices);
    const __m512 lower = _mm512_permutex2var_ps(elements_[0], index, elements_[1]);
    const __m512 upper = _mm512_permutex2var_ps(elements_[2], index, elements_[3]);
    const __mmask16 in_upper = _mm512_test_epi32_mask(index, _mm512_set1_epi32(32));
    _mm512_storeu_ps(to, _mm512_mask_blend_ps(in_upper, lower, upper));
  }

 private:
  __m512 elements_[4];
};

template <>
class Registers<double> {
 public:
  explicit Registers(const double* from) {
    for (int i = 0; i < 8; ++i) elements_[i] = _mm512_loadu_pd(from + 8 * i);
  }

  void pick(__m128i indices, double* to) const {
    pick_8(_mm512_maskz_cvtepu8_epi64(all_8, indices), to);
    pick_8(_mm512_maskz_cvtepu8_epi64(all_8, _mm_bsrli_si128(indices, 8)), to + 8);
  }

 private:
  void pick_8(__m512i index, double* to) const {
    // Of two registers each. (GCC 16 warns of functions that return such vectors.)
    const __m512d first = _mm512_permutex2var_pd(elements_[0], index, elements_[1]);
    const __m512d second = _mm512_permutex2var_pd(elements_[2], index, elements_[3]);
    const __m512d third = _mm512_permutex2var_pd(elements_[4], index, elements_[5]);
    const __m512d fourth = _mm512_permutex2var_pd(elements_[6], index, elements_[7]);
    const __mmask8 odd = _mm512_test_epi64_mask(index, _mm512_set1_epi64(16));
    const __mmask8 in_upper = _mm512_test_epi64_mask(index, _mm512_set1_epi64(32));
    const __m512d lower = _mm512_mask_blend_pd(odd, first, second);
    const __m512d upper = _mm512_mask_blend_pd(odd, third, fourth);
    _mm512_storeu_pd(to, _mm512_mask_blend_pd(in_upper, lower, upper));
  }

  __m512d elements_[8];
};

template <class T>
void compress_numbered(Word word, std::int32_t first, const T* from, std::int32_t* numbers, T* to) {
  const int ones = count_ones(word);
  if (ones > 32) {  // faster then
    compress_numbers(word, first, numbers);
    return compress(word, from, to);
  }
  static constexpr CountingBytes counting;
  const Registers<T> elements(from);
  __m512i indices = _mm512_maskz_compress_epi8(word, _mm512_load_si512(counting.bytes));
  const auto move = [&](int i) {
    const __m128i next = _mm512_maskz_extracti32x4_epi32(0xf, indices, 0);
    indices = _mm512_maskz_alignr_epi32(all_16, indices, indices, 4);
    const __m512i index = _mm512_maskz_cvtepu8_epi32(all_16, next);
    _mm512_storeu_si512(numbers + i, _mm512_add_epi32(index, _mm512_set1_epi32(first)));
    elements.pick(next, to + i);
  };
  move(0);
  if (ones > 16) move(16);
}

}  // namespace SparseConv::Impl

#endif
