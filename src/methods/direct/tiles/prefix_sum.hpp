#ifndef SPARSECONV_METHODS_DIRECT_TILES_PREFIX_SUM_HPP
#define SPARSECONV_METHODS_DIRECT_TILES_PREFIX_SUM_HPP

#include <Kokkos_Core.hpp>

namespace SparseConv::Impl {

/// The sum of the numbers of all threads of a team, and of the threads before one.
struct PrefixSum {
  int before, total;
};

/// Adds up the threads' own numbers. In each round a sum takes in as many numbers as it has:
///
///     numbers  1 1 1 1 1    round 1  1 2 2 2 2    round 2  1 2 3 4 4    round 3  1 2 3 4 5
///
/// Scans and reductions of Kokkos cost a small team ten times as much.
/// \param sums scratch memory for a number of each thread
template <class Member>
KOKKOS_INLINE_FUNCTION PrefixSum prefix_sum(const Member& member, int* sums, int own) {
  const int thread = member.team_rank();
  sums[thread] = own;
  member.team_barrier();
  for (int n = 1; n < member.team_size(); n *= 2) {
    const int before = thread >= n ? sums[thread - n] : 0;
    member.team_barrier();
    sums[thread] += before;
    member.team_barrier();
  }
  return {sums[thread] - own, sums[member.team_size() - 1]};
}

}  // namespace SparseConv::Impl

#endif
