#ifndef SPARSECONV_TESTS_LANES_LANERANGE_HPP
#define SPARSECONV_TESTS_LANES_LANERANGE_HPP

#include <lanes/LaneTeam.hpp>

/// \file
/// What the lanes of a team do together.

namespace Kokkos {
namespace Impl {

/// The lanes of a team take turns at the numbers from `begin` to `end - 1`.
struct LaneRange {
  const LaneMember& member;
  std::int64_t begin, end;

  std::int64_t first() const { return begin + member.team_rank(); }
};

}  // namespace Impl

template <class Number>
Impl::LaneRange TeamThreadRange(const Impl::LaneMember& member, const Number& n) {
  return {member, 0, static_cast<std::int64_t>(n)};
}

template <class First, class Last>
Impl::LaneRange TeamThreadRange(const Impl::LaneMember& member, const First& first,
                                const Last& last) {
  return {member, static_cast<std::int64_t>(first), static_cast<std::int64_t>(last)};
}

template <class Work>
void parallel_for(const Impl::LaneRange& range, const Work& work) {
  for (std::int64_t i = range.first(); i < range.end; i += range.member.team_size()) work(i);
}

template <class Work>
void parallel_reduce(const Impl::LaneRange& range, const Work& work, std::int64_t& sum) {
  std::int64_t own = 0;
  for (std::int64_t i = range.first(); i < range.end; i += range.member.team_size()) work(i, own);
  sum = range.member.sum(own, range.member.team_size());
}

/// Round by round a number for each lane, as on a GPU.
template <class Work>
void parallel_scan(const Impl::LaneRange& range, const Work& work) {
  const int lanes = range.member.team_size();
  std::int64_t before = 0;
  for (std::int64_t begin = range.begin; begin < range.end; begin += lanes) {
    const std::int64_t i = begin + range.member.team_rank();
    std::int64_t own = 0;
    if (i < range.end) work(i, own, false);
    std::int64_t sum = before + range.member.sum(own, range.member.team_rank());
    if (i < range.end) work(i, sum, true);
    before += range.member.sum(own, lanes);
  }
}

inline Impl::ThreadSingleStruct<Impl::LaneMember> PerTeam(const Impl::LaneMember& member) {
  return Impl::ThreadSingleStruct<Impl::LaneMember>(member);
}

template <class Work>
void single(const Impl::ThreadSingleStruct<Impl::LaneMember>& team, const Work& work) {
  if (team.team_member.team_rank() == 0) work();
}

}  // namespace Kokkos

#endif
