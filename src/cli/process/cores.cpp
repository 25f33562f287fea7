#include "process/cores.hpp"

#include <Kokkos_Macros.hpp>
#ifdef KOKKOS_ENABLE_OPENMP
#include <omp.h>
#endif
#include <sched.h>

#include <bitset>

namespace SparseConv::cli {
namespace {

constexpr std::size_t words = 128;  // for 8192 cores, which is what Linux can have
constexpr std::size_t word_bits = 64;

CoreSet cores_of_thread() {
  CoreSet cores(words, 0);
  const bool known = ::sched_getaffinity(0, words * sizeof(std::uint64_t),
                                         reinterpret_cast<cpu_set_t*>(cores.data())) == 0;
  return known ? cores : CoreSet(words, ~std::uint64_t{0});
}

/// Adds the places to which OpenMP binds threads, if it binds any: this thread then has only one
/// place.
void add_places([[maybe_unused]] CoreSet& cores) {
#ifdef KOKKOS_ENABLE_OPENMP
  for (int place = 0; place < omp_get_num_places(); ++place) {
    std::vector<int> numbers(static_cast<std::size_t>(omp_get_place_num_procs(place)));
    omp_get_place_proc_ids(place, numbers.data());
    for (const int number : numbers)
      if (const auto core = static_cast<std::size_t>(number); core < words * word_bits)
        cores[core / word_bits] |= std::uint64_t{1} << core % word_bits;
  }
#endif
}

}  // namespace

CoreSet cores_of_process() {
  CoreSet cores = cores_of_thread();
  add_places(cores);
  return cores;
}

int count(const CoreSet& cores) {
  std::size_t number = 0;
  for (const std::uint64_t word : cores) number += std::bitset<word_bits>(word).count();
  return static_cast<int>(number);
}

}  // namespace SparseConv::cli
