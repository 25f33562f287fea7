#ifndef SPARSECONV_BATCH_SIMD_HPP
#define SPARSECONV_BATCH_SIMD_HPP

/// Promises that the iterations of the next loop are independent of one another, except for the
/// named reductions, so that the compiler may use vector instructions. The library is compiled with
/// options that enable this pragma.
#if defined(__GNUC__) && !defined(__CUDACC__) && !defined(__HIPCC__)
#define SPARSECONV_PRAGMA(text) _Pragma(#text)
#define SPARSECONV_SIMD(reductions) SPARSECONV_PRAGMA(omp simd reductions)
#else
#define SPARSECONV_SIMD(reductions)
#endif

/// Inlines everything that a function calls, but never the function itself, so that the loops of
/// the function keep their variables in registers.
#if defined(__GNUC__)
#define SPARSECONV_FLATTEN __attribute__((flatten, noinline))
#else
#define SPARSECONV_FLATTEN
#endif

/// Asks for memory that is soon to be written. It need not be the caller's.
#if defined(__GNUC__)
#define SPARSECONV_PREFETCH(address) __builtin_prefetch(address, 1)
#else
#define SPARSECONV_PREFETCH(address)
#endif

#endif
