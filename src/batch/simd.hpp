#ifndef SPARSECONV_BATCH_SIMD_HPP
#define SPARSECONV_BATCH_SIMD_HPP

/// Promises that the iterations of the loop that follows are independent of one another, but for
/// reductions that are named, so that they become vector instructions. The library is compiled such
/// that this pragma is known.
#if defined(__GNUC__) && !defined(__CUDACC__) && !defined(__HIPCC__)
#define SPARSECONV_PRAGMA(text) _Pragma(#text)
#define SPARSECONV_SIMD(reductions) SPARSECONV_PRAGMA(omp simd reductions)
#else
#define SPARSECONV_SIMD(reductions)
#endif

/// Compiles all that a function calls into it, and that alone, so that what its loops need stays in
/// registers.
#if defined(__GNUC__)
#define SPARSECONV_FLATTEN __attribute__((flatten, noinline))
#else
#define SPARSECONV_FLATTEN
#endif

#endif
