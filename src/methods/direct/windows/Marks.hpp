#ifndef SPARSECONV_METHODS_DIRECT_WINDOWS_MARKS_HPP
#define SPARSECONV_METHODS_DIRECT_WINDOWS_MARKS_HPP

#include <cstring>
#include <methods/Bitmap.hpp>
#if defined(__AVX512BW__) || defined(__SSE2__)
#include <immintrin.h>
#endif

/// \file
/// A byte for each pixel: to set one takes a store, where to set a bit takes a load, too, which
/// waits for the last store to the same word.

namespace SparseConv::Impl {

using Mark = std::uint8_t;

constexpr Mark marked = 0xff;

/// Marks `n` pixels, given by their numbers.
inline void mark(Mark* KOKKOS_RESTRICT marks, const std::int32_t* KOKKOS_RESTRICT pixels,
                 std::int64_t n) {
  constexpr std::int64_t together = 8;  // a loop with one store would take a cycle for itself
  const std::int64_t whole = n / together * together;
  for (std::int64_t i = 0; i < whole; i += together)
    for (std::int64_t k = 0; k < together; ++k) marks[pixels[i + k]] = marked;
  for (std::int64_t i = whole; i < n; ++i) marks[pixels[i]] = marked;
}

/// The bits of 64 neighbouring pixels: set where the byte of a pixel is `marked`.
/// \param marks aligned to 64 bytes
inline Word bits_of_marks(const Mark* marks) {
#if defined(__AVX512BW__)
  return _mm512_movepi8_mask(_mm512_load_si512(marks));
#elif defined(__SSE2__)
  Word bits = 0;
  for (int i = 0; i < 4; ++i) {
    const auto* const some = reinterpret_cast<const __m128i*>(marks) + i;
    bits |= Word(static_cast<std::uint32_t>(_mm_movemask_epi8(_mm_load_si128(some)))) << 16 * i;
  }
  return bits;
#else
  Word bits = 0;
  for (int i = 0; i < 64; ++i) bits |= Word(marks[i] & 1) << i;
  return bits;
#endif
}

/// The same, and clears the marks.
inline Word take_marks(Mark* marks) {
  const Word bits = bits_of_marks(marks);
  std::memset(marks, 0, word_bits);
  return bits;
}

}  // namespace SparseConv::Impl

#endif
