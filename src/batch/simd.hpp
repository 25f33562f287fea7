#ifndef SPARSECONV_BATCH_SIMD_HPP
#define SPARSECONV_BATCH_SIMD_HPP

/// Promises that the iterations of the next loop are independent of one another, except for the
/// reductions named, so that the compiler may use vector instructions. The library is compiled with
/// options by which the compiler knows this pragma.
#if defined(__GNUC__) && !defined(__CUDACC__) && !defined(__HIPCC__)
#define SPARSECONV_PRAGMA(text) _Pragma(#text)
#define SPARSECONV_SIMD(reductions) SPARSECONV_PRAGMA(omp simd reductions)
#else
#define SPARSECONV_SIMD(reductions)
#endif

/// Compiles everything that a function calls into it, and the function into nothing else, so that
/// its loops keep what they need in registers.
#if defined(__GNUC__)
#define SPARSECONV_FLATTEN __attribute__((flatten, noinline))
#else
#define SPARSECONV_FLATTEN
#endif

#endif
