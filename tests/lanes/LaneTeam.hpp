#ifndef SPARSECONV_TESTS_LANES_LANETEAM_HPP
#define SPARSECONV_TESTS_LANES_LANETEAM_HPP

#include <pthread.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <cstdio>
#include <cstdlib>
#include <lanes/LaneSpace.hpp>
#include <thread>
#include <vector>

namespace Kokkos::Impl {

/// What tests may set about the execution space Lanes.
struct LaneSettings {
  static inline int lanes = 8;             ///< of a range, and of a team whose size is chosen
  static inline int most_lanes = 1024;     ///< of a team
  static inline int scratch_0 = 40 << 10;  ///< bytes of a team at level 0
  static inline int skipped_site = -1;     ///< number of a call of team_barrier() that does nothing
};

[[noreturn]] inline void lane_failure(const char* what) {
  std::fprintf(stderr, "lanes: %s\n", what);
  std::abort();
}

/// The calls of team_barrier() in the code, numbered by first use. A lock, or atomics of another
/// order than this, would put what lanes do in an order, and hide a race where a barrier is left
/// out.
class LaneSites {
 public:
  int number(const void* address) {
    for (std::size_t i = 0; i < seen_.size(); ++i) {
      const void* seen = nullptr;
      if (seen_[i].compare_exchange_strong(seen, address, std::memory_order_relaxed) ||
          seen == address)
        return static_cast<int>(i);
    }
    lane_failure("more calls of team_barrier() than have numbers");
  }
  /// Prints their addresses, as `addr2line` takes them for a program that is not moved.
  void print() const {
    for (const void* address : seen_)
      if (address != nullptr) std::printf("barrier %p\n", address);
  }

  static LaneSites& all() {
    static LaneSites sites;
    return sites;
  }

 private:
  std::array<std::atomic<const void*>, 256> seen_{};
};

/// Calls `work(lane)` on a thread for each lane.
template <class Work>
void run_lanes(int n, const Work& work) {
  std::vector<std::thread> threads;
  for (int lane = 0; lane < n; ++lane) threads.emplace_back([&work, lane] { work(lane); });
  for (std::thread& thread : threads) thread.join();
}

/// What the lanes of a team share. Scratch memory is poisoned before a team begins, and a guard
/// after it is looked at when the team is done.
class LaneTeam {
 public:
  LaneTeam(int n_lanes, std::size_t bytes_0, std::size_t bytes_1)
      : size(n_lanes),
        numbers(static_cast<std::size_t>(n_lanes)),
        barriers(numbers.size()),
        turns_(numbers.size()) {
    for (pthread_barrier_t& barrier : barriers_)
      pthread_barrier_init(&barrier, nullptr, static_cast<unsigned>(n_lanes));
    scratch[0].resize(bytes_0 + guard);
    scratch[1].resize(bytes_1 + guard);
  }
  ~LaneTeam() {
    for (pthread_barrier_t& barrier : barriers_) pthread_barrier_destroy(&barrier);
  }
  LaneTeam(const LaneTeam&) = delete;
  LaneTeam& operator=(const LaneTeam&) = delete;

  /// Waits for all lanes. Two barriers take turns: a lane that wakes up late would else seem, to
  /// ThreadSanitizer, to wait for what others do until they come to the same barrier again.
  void meet(int lane) {
    pthread_barrier_wait(&barriers_[turns_[static_cast<std::size_t>(lane)]++ % 2]);
  }

  void poison() {
    for (std::vector<char>& memory : scratch)
      std::memset(memory.data(), poison_byte, memory.size());
    std::fill(barriers.begin(), barriers.end(), 0);
  }

  void check() const {
    for (const std::vector<char>& memory : scratch)
      for (std::size_t i = memory.size() - guard; i < memory.size(); ++i)
        if (memory[i] != static_cast<char>(poison_byte)) lane_failure("scratch memory is overrun");
    check_barriers();
  }

  void check_barriers() const {
    for (const long n : barriers)
      if (n != barriers[0]) lane_failure("lanes have passed different numbers of barriers");
  }

  static constexpr std::size_t guard = 64;

  const int size;
  std::vector<char> scratch[2];
  std::vector<std::int64_t> numbers;  ///< what lanes tell one another
  std::vector<long> barriers;         ///< that each lane has passed

 private:
  static constexpr int poison_byte = 0xFF;  // as numbers -1 and NaN
  pthread_barrier_t barriers_[2];
  std::vector<unsigned long> turns_;  ///< of each lane
};

/// The handle of a lane to its team.
class LaneMember {
 public:
  using execution_space = Lanes;
  using scratch_memory_space = ScratchMemorySpace<Lanes>;
  using team_handle = LaneMember;

  LaneMember(LaneTeam& team, int lane, int league_rank, int league_size)
      : team_(team),
        lane_(lane),
        league_rank_(league_rank),
        league_size_(league_size),
        scratch_(team.scratch[0].data(), bytes(0), team.scratch[1].data(), bytes(1)) {}

  int league_rank() const { return league_rank_; }
  int league_size() const { return league_size_; }
  int team_rank() const { return lane_; }
  int team_size() const { return team_.size; }
  const scratch_memory_space& team_scratch(int level) const {
    return scratch_.set_team_thread_mode(level, 1, 0);
  }

  /// All lanes have to come here equally often, as a device demands.
  __attribute__((noinline)) void team_barrier() const {
    const int site = LaneSites::all().number(__builtin_return_address(0));
    if (site == LaneSettings::skipped_site) return;
    ++team_.barriers[static_cast<std::size_t>(lane_)];
    team_.meet(lane_);
    if (lane_ == 0) team_.check_barriers();
    team_.meet(lane_);
  }

  /// The number of each lane below `end`, added up.
  std::int64_t sum(std::int64_t number, int end) const {
    team_.meet(lane_);
    team_.numbers[static_cast<std::size_t>(lane_)] = number;
    team_.meet(lane_);
    std::int64_t sum = 0;
    for (int i = 0; i < end; ++i) sum += team_.numbers[static_cast<std::size_t>(i)];
    team_.meet(lane_);
    return sum;
  }

 private:
  std::size_t bytes(int level) const { return team_.scratch[level].size() - LaneTeam::guard; }

  LaneTeam& team_;
  int lane_, league_rank_, league_size_;
  scratch_memory_space scratch_;
};

/// Runs the teams of a league one after the other: `work(member)` on every lane.
template <class Work>
void run_league(int league_size, LaneTeam& team, const Work& work) {
  if (league_size == 0) return;
  run_lanes(team.size, [&](int lane) {
    for (int rank = 0; rank < league_size; ++rank) {
      if (lane == 0) team.poison();
      team.meet(lane);
      work(LaneMember(team, lane, rank, league_size), lane);
      team.meet(lane);
      if (lane == 0) team.check();
      team.meet(lane);
    }
  });
}

}  // namespace Kokkos::Impl

#endif
