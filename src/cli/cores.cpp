#include "cores.hpp"

#include <sched.h>

#include <bitset>

namespace SparseConv::cli {
namespace {

constexpr std::size_t words = 128;  // for 8192 cores, which is what Linux can have
constexpr std::uint64_t all = ~std::uint64_t{0};

}  // namespace

CoreSet cores_of_process() {
  CoreSet cores(words, 0);
  const bool known = ::sched_getaffinity(0, words * sizeof(std::uint64_t),
                                         reinterpret_cast<cpu_set_t*>(cores.data())) == 0;
  return known ? cores : CoreSet(words, all);
}

int count(const CoreSet& cores) {
  std::size_t number = 0;
  for (const std::uint64_t word : cores) number += std::bitset<64>(word).count();
  return static_cast<int>(number);
}

}  // namespace SparseConv::cli
