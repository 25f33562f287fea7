#ifndef SPARSECONV_METHODS_DIRECT_COPY_RUN_HPP
#define SPARSECONV_METHODS_DIRECT_COPY_RUN_HPP

#include <methods/Taps.hpp>

namespace SparseConv::Impl {

// The loops over lanes are vector instructions where the compiler knows this pragma.
#if defined(_OPENMP) && !defined(__CUDACC__) && !defined(__HIPCC__)
#define SPARSECONV_SIMD(clauses) _Pragma(#clauses)
#else
#define SPARSECONV_SIMD(clauses)
#endif

/// Writes `lanes` neighbouring pixels from `pixel` on, and their sums. Returns whether one of the
/// first `length` sums is zero.
template <class Scalar, class Ordinal>
KOKKOS_INLINE_FUNCTION bool copy_lanes(Ordinal* KOKKOS_RESTRICT columns,
                                       Scalar* KOKKOS_RESTRICT values, Ordinal pixel,
                                       const Scalar* KOKKOS_RESTRICT sums, std::int64_t length) {
  SPARSECONV_SIMD(omp simd)
  for (std::int32_t i = 0; i < lanes; ++i) columns[i] = pixel + i;
  SPARSECONV_SIMD(omp simd)
  for (std::int32_t i = 0; i < lanes; ++i) values[i] = sums[i];
  const auto n = static_cast<std::int32_t>(length);
  std::int32_t any_zero = 0;
  SPARSECONV_SIMD(omp simd reduction(| : any_zero))
  for (std::int32_t i = 0; i < lanes; ++i)
    any_zero |= (sums[i] == Scalar(0) ? 1 : 0) & (i < n ? 1 : 0);
  return any_zero != 0;
}

/// Writes neighbouring pixels from `pixel` on, and their sums. Returns whether one of these is
/// zero. \param overshoot whether up to `lanes` more places may be written: short runs, which are
/// most,
///                  then take a few vector instructions and no branch
template <class Scalar, class Ordinal>
KOKKOS_INLINE_FUNCTION bool copy_run(Ordinal* columns, Scalar* values, Ordinal pixel,
                                     const Scalar* sums, std::int64_t length, bool overshoot) {
  bool any_zero = false;
  std::int64_t done = 0;
  for (; overshoot ? done < length : done + lanes <= length; done += lanes)
    any_zero |= copy_lanes(columns + done, values + done, pixel + static_cast<Ordinal>(done),
                           sums + done, length - done);
  for (; done < length; ++done) {
    columns[done] = pixel + static_cast<Ordinal>(done);
    values[done] = sums[done];
    any_zero |= sums[done] == Scalar(0);
  }
  return any_zero;
}

}  // namespace SparseConv::Impl

#endif
