#ifndef SPARSECONV_TESTS_LANES_LANEPOLICIES_HPP
#define SPARSECONV_TESTS_LANES_LANEPOLICIES_HPP

#include <lanes/LaneTeam.hpp>
#include <numeric>

/// \file
/// How kernels are launched on Lanes.

namespace Kokkos::Impl {

/// Calls a functor, with its tag if it has one.
template <class Tag, class Functor, class... Arguments>
void call_functor(const Functor& functor, Arguments&&... arguments) {
  if constexpr (std::is_void_v<Tag>)
    functor(std::forward<Arguments>(arguments)...);
  else
    functor(Tag(), std::forward<Arguments>(arguments)...);
}

template <class... Properties>
class TeamPolicyInternal<Lanes, Properties...> : public PolicyTraits<Properties...> {
 public:
  using execution_policy = TeamPolicyInternal;
  using traits = PolicyTraits<Properties...>;
  using execution_space = Lanes;
  using member_type = LaneMember;

  TeamPolicyInternal() = default;
  template <class... Other>
  TeamPolicyInternal(const TeamPolicyInternal<Lanes, Other...>& other)
      : league_size_(other.league_size()),
        team_size_(other.team_size()),
        scratch_{other.scratch_size(0), other.scratch_size(1)} {}
  TeamPolicyInternal(const Lanes&, int league_size, int team_size, int = 1)
      : league_size_(league_size), team_size_(team_size) {
    if (league_size < 0) lane_failure("a league of a negative size");
    if (team_size > LaneSettings::most_lanes) lane_failure("a team of too many threads");
  }
  TeamPolicyInternal(const Lanes& space, int league_size, const AUTO_t&, int = 1)
      : TeamPolicyInternal(space, league_size, LaneSettings::lanes) {}

  const Lanes& space() const { return space_; }
  int league_size() const { return league_size_; }
  int team_size() const { return team_size_; }
  int chunk_size() const { return 1; }
  static int vector_length_max() { return LaneSettings::lanes; }
  int impl_vector_length() const { return 1; }
  bool impl_auto_team_size() const { return false; }
  bool impl_auto_vector_length() const { return false; }
  void impl_set_team_size(std::size_t) {}
  void impl_set_vector_length(std::size_t) {}
  template <class Functor, class Pattern>
  int team_size_max(const Functor&, const Pattern&) const {
    return LaneSettings::most_lanes;
  }

  std::size_t scratch_size(int level, int = 0) const { return scratch_[level]; }
  static int scratch_size_max(int level) { return level == 0 ? LaneSettings::scratch_0 : 20 << 20; }
  TeamPolicyInternal& set_scratch_size(int level, const PerTeamValue& size) {
    scratch_[level] = static_cast<std::size_t>(size.value);
    if (scratch_[level] > static_cast<std::size_t>(scratch_size_max(level)))
      lane_failure("more scratch memory than there is");
    return *this;
  }
  TeamPolicyInternal& set_chunk_size(int) { return *this; }

 private:
  int league_size_ = 0, team_size_ = 0;
  std::size_t scratch_[2] = {0, 0};
  Lanes space_;
};

/// The values that lanes reduce each, then joined.
template <class Combined>
class LaneReduction {
 public:
  using Value = typename Combined::reducer_type::value_type;

  LaneReduction(const Combined& combined, int lanes)
      : combined_(combined), values_(static_cast<std::size_t>(lanes)) {
    for (Value& value : values_) combined_.get_reducer().init(&value);
  }
  Value& of(int lane) { return values_[static_cast<std::size_t>(lane)]; }
  void finish(Value* result) {
    for (std::size_t i = 1; i < values_.size(); ++i)
      combined_.get_reducer().join(&values_[0], &values_[i]);
    combined_.get_reducer().final(&values_[0]);
    if (result != nullptr) *result = values_[0];
  }

 private:
  const Combined& combined_;
  std::vector<Value> values_;
};

template <class Functor, class... Properties>
class ParallelFor<Functor, TeamPolicy<Properties...>, Lanes> {
 public:
  ParallelFor(const Functor& functor, const TeamPolicy<Properties...>& policy)
      : functor_(functor), policy_(policy) {}
  void execute() const {
    LaneTeam team(policy_.team_size(), policy_.scratch_size(0), policy_.scratch_size(1));
    run_league(policy_.league_size(), team, [&](const LaneMember& member, int) {
      call_functor<typename TeamPolicy<Properties...>::work_tag>(functor_, member);
    });
  }

 private:
  Functor functor_;
  TeamPolicy<Properties...> policy_;
};

template <class Combined, class... Properties>
class ParallelReduce<Combined, TeamPolicy<Properties...>, Lanes> {
 public:
  template <class Result>
  ParallelReduce(const Combined& combined, const TeamPolicy<Properties...>& policy,
                 const Result& result)
      : combined_(combined), policy_(policy), result_(result.data()) {}
  void execute() const {
    LaneTeam team(policy_.team_size(), policy_.scratch_size(0), policy_.scratch_size(1));
    LaneReduction<Combined> reduction(combined_, team.size);
    run_league(policy_.league_size(), team, [&](const LaneMember& member, int lane) {
      call_functor<typename TeamPolicy<Properties...>::work_tag>(combined_.get_functor(), member,
                                                                 reduction.of(lane));
    });
    reduction.finish(result_);
  }

 private:
  Combined combined_;
  TeamPolicy<Properties...> policy_;
  typename LaneReduction<Combined>::Value* result_;
};

/// Calls `work(i, lane)` for the numbers of a range: the lanes take turns.
template <class Policy, class Work>
void run_range(const Policy& policy, const Work& work) {
  static_assert(std::is_signed_v<typename Policy::member_type>, "a range that counts in 32 bits");
  run_lanes(LaneSettings::lanes, [&](int lane) {
    for (std::int64_t i = policy.begin() + lane; i < policy.end(); i += LaneSettings::lanes)
      work(i, lane);
  });
}

template <class Functor, class... Properties>
class ParallelFor<Functor, RangePolicy<Properties...>, Lanes> {
 public:
  ParallelFor(const Functor& functor, const RangePolicy<Properties...>& policy)
      : functor_(functor), policy_(policy) {}
  void execute() const {
    run_range(policy_, [&](std::int64_t i, int) {
      call_functor<typename RangePolicy<Properties...>::work_tag>(functor_, i);
    });
  }

 private:
  Functor functor_;
  RangePolicy<Properties...> policy_;
};

template <class Combined, class... Properties>
class ParallelReduce<Combined, RangePolicy<Properties...>, Lanes> {
 public:
  template <class Result>
  ParallelReduce(const Combined& combined, const RangePolicy<Properties...>& policy,
                 const Result& result)
      : combined_(combined), policy_(policy), result_(result.data()) {}
  void execute() const {
    LaneReduction<Combined> reduction(combined_, LaneSettings::lanes);
    run_range(policy_,
              [&](std::int64_t i, int lane) { combined_.get_functor()(i, reduction.of(lane)); });
    reduction.finish(result_);
  }

 private:
  Combined combined_;
  RangePolicy<Properties...> policy_;
  typename LaneReduction<Combined>::Value* result_;
};

/// Each lane visits a part of the range twice, as on a device: to add it up, and again with the sum
/// of what is before.
template <class Functor, class... Properties, class Sum>
class ParallelScanWithTotal<Functor, RangePolicy<Properties...>, Sum, Lanes> {
  using Adder = typename FunctorAnalysis<FunctorPatternInterface::SCAN, RangePolicy<Properties...>,
                                         Functor, Sum>::Reducer;

 public:
  template <class Result>
  ParallelScanWithTotal(const Functor& functor, const RangePolicy<Properties...>& policy,
                        const Result& result)
      : functor_(functor), policy_(policy), result_(result.data()) {}
  void execute() {
    std::vector<Sum> sums(static_cast<std::size_t>(LaneSettings::lanes) + 1);
    const Adder adder(functor_);
    for (Sum& sum : sums) adder.init(&sum);
    visit([&](std::size_t lane) -> Sum& { return sums[lane + 1]; }, false);
    for (std::size_t lane = 1; lane < sums.size(); ++lane) adder.join(&sums[lane], &sums[lane - 1]);
    *result_ = sums.back();
    visit([&](std::size_t lane) -> Sum& { return sums[lane]; }, true);
  }

 private:
  template <class SumOf>
  void visit(const SumOf& sum_of, bool is_final) const {
    const std::int64_t n = policy_.end() - policy_.begin(), lanes = LaneSettings::lanes;
    const std::int64_t part = (n + lanes - 1) / lanes;
    run_lanes(LaneSettings::lanes, [&](int lane) {
      const std::int64_t end = std::min((lane + 1) * part, n);
      for (std::int64_t i = lane * part; i < end; ++i)
        functor_(policy_.begin() + i, sum_of(static_cast<std::size_t>(lane)), is_final);
    });
  }

  Functor functor_;
  RangePolicy<Properties...> policy_;
  Sum* result_;
};

}  // namespace Kokkos::Impl

#endif
