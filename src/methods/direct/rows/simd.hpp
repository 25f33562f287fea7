#ifndef SPARSECONV_METHODS_DIRECT_ROWS_SIMD_HPP
#define SPARSECONV_METHODS_DIRECT_ROWS_SIMD_HPP

/// Promises that the iterations of the loop that follows are independent of one another, so that
/// they become vector instructions. The library is compiled such that this pragma is known.
#if defined(__GNUC__) && !defined(__CUDACC__) && !defined(__HIPCC__)
#define SPARSECONV_SIMD _Pragma("omp simd")
#else
#define SPARSECONV_SIMD
#endif

#endif
