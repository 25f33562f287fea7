#ifndef SPARSECONV_IO_SOURCES_OPENING_HPP
#define SPARSECONV_IO_SOURCES_OPENING_HPP

#include <SparseConv/io/ReadOptions.hpp>
#include <chrono>
#include <cstdint>
#include <functional>

namespace SparseConv::io {

/// Tells ReadOptions::opening how far a file is opened, and no more often than it promises.
class Opening {
 public:
  /// \param options are used as long as this lives
  /// \throws, as the other functions do, what ReadOptions::opening throws
  explicit Opening(const ReadOptions& options) : told_(options.opening) { tell(0); }

  /// Called after small steps, such as a hit or the pixels of an image; looks at the clock after
  /// thousands of them.
  /// \param fraction() gives how much is done by now
  /// \param n_steps    steps since the last call
  template <class Fraction>
  void advance(const Fraction& fraction, std::int64_t n_steps = 1) {
    constexpr std::int64_t steps_between_looks = 1 << 12;
    n_steps_ += n_steps;
    if (n_steps_ < steps_between_looks || !told_) return;
    n_steps_ = 0;
    if (Clock::now() - told_at_ >= std::chrono::milliseconds(100)) tell(fraction());
  }

  /// Called when all is done.
  void finish() { tell(1); }

 private:
  using Clock = std::chrono::steady_clock;

  void tell(double fraction) {
    if (told_) told_(fraction);
    told_at_ = Clock::now();
  }

  const std::function<void(double)>& told_;
  Clock::time_point told_at_;
  std::int64_t n_steps_ = 0;  ///< since it looked at the clock
};

}  // namespace SparseConv::io

#endif
