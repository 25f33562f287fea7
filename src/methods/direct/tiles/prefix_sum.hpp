#ifndef SPARSECONV_METHODS_DIRECT_TILES_PREFIX_SUM_HPP
#define SPARSECONV_METHODS_DIRECT_TILES_PREFIX_SUM_HPP

#include <Kokkos_Core.hpp>

namespace SparseConv::Impl {

/// The sum of the numbers of the threads of a team that come before this thread, which has the
/// number `own`. In each round a sum takes in as many numbers as it has:
///
///     numbers  1 1 1 1 1    round 1  1 2 2 2 2    round 2  1 2 3 4 4    round 3  1 2 3 4 5
///
/// Scans of Kokkos cost a small team ten times as much.
/// \param numbers scratch memory for a number of each thread
template <class Member>
KOKKOS_INLINE_FUNCTION int sum_before(const Member& member, int* numbers, int own) {
  const int thread = member.team_rank();
  int sum = own;
  for (int n = 1; n < member.team_size(); n *= 2) {
    numbers[thread] = sum;
    member.team_barrier();
    if (thread >= n) sum += numbers[thread - n];
    member.team_barrier();
  }
  return sum - own;
}

}  // namespace SparseConv::Impl

#endif
