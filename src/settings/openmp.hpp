#ifndef SPARSECONV_SETTINGS_OPENMP_HPP
#define SPARSECONV_SETTINGS_OPENMP_HPP

#include <Kokkos_Macros.hpp>
#include <algorithm>
#include <settings/kokkos_environment.hpp>
#ifdef KOKKOS_ENABLE_OPENMP
#include <omp.h>
#endif

/// \file
/// Kokkos computes wrongly, or waits for ever, where OpenMP gives a parallel region fewer threads
/// than Kokkos counts on.

namespace SparseConv::settings {

#ifdef KOKKOS_ENABLE_OPENMP

/// The most threads that OpenMP gives, by OMP_THREAD_LIMIT and OMP_MAX_ACTIVE_LEVELS.
inline int most_threads_of_openmp() {
  return omp_get_max_active_levels() > 0 ? omp_get_thread_limit() : 1;
}

/// How many of `wanted` threads Kokkos can count on.
inline int usable_threads(int wanted) {
  return std::min({wanted, most_threads_of_openmp(), most_threads});
}

/// Has OpenMP give the calling thread no fewer threads on a busy machine (OMP_DYNAMIC).
inline void keep_threads() { omp_set_dynamic(0); }

#else

inline int usable_threads(int wanted) { return wanted; }
inline void keep_threads() {}

#endif

}  // namespace SparseConv::settings

#endif
