#ifndef SPARSECONV_JOB_MAKE_SPACE_HPP
#define SPARSECONV_JOB_MAKE_SPACE_HPP

#include <Kokkos_Core.hpp>
#include <optional>
#include <settings/openmp.hpp>
#include <type_traits>

namespace SparseConv::job {

/// An instance of OpenMP with so many threads, or the default instance of any space.
template <class Space>
Space make_space([[maybe_unused]] std::optional<int> n_threads) {
#ifdef KOKKOS_ENABLE_OPENMP
  if constexpr (std::is_same_v<Space, Kokkos::OpenMP>)
    if (n_threads) {
      settings::keep_threads();
      const int n = settings::usable_threads(*n_threads);
      if (n != Space().concurrency()) return Kokkos::OpenMP(n);
    }
#endif
  return Space();
}

}  // namespace SparseConv::job

#endif
