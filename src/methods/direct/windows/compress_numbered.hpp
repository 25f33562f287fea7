#ifndef SPARSECONV_METHODS_DIRECT_WINDOWS_COMPRESS_NUMBERED_HPP
#define SPARSECONV_METHODS_DIRECT_WINDOWS_COMPRESS_NUMBERED_HPP

#include <methods/direct/windows/compress.hpp>
#if defined(__AVX512VBMI2__)
#include <methods/direct/windows/compress_numbered_vbmi2.hpp>
#elif defined(__AVX2__) && !defined(__AVX512F__)
#include <methods/direct/windows/compress_numbered_avx2.hpp>
#endif

/// \file
/// Moves elements together, as `compress` does, and writes their numbers, counted from `first` on:
///
///     bits      0 1 1 0 0 1 ...
///     elements  a b c d e f ...   ->   b       c       f ...
///                                      first+1 first+2 first+5 ...

namespace SparseConv::Impl {

template <class T, class Number>
void compress_numbered(Word word, Number first, const T* from, Number* numbers, T* to) {
  compress_numbers(word, first, numbers);
  compress(word, from, to);
}

}  // namespace SparseConv::Impl

#endif
