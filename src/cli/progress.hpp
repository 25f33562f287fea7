#ifndef SPARSECONV_CLI_PROGRESS_HPP
#define SPARSECONV_CLI_PROGRESS_HPP

#include <Kokkos_Timer.hpp>
#include <cstdint>
#include <string>

namespace SparseConv::cli {

/// How progress is shown.
enum class ProgressStyle {
  automatic,  ///< `bar` on a terminal, else `plain`
  bar,        ///< one line that changes
  plain,      ///< a line every few seconds, and one at the end
  off
};

/// Seconds after which a command that is nearly always quick begins to show how far it is.
inline constexpr double long_wait = 2;

/// A part of a batch.
struct Amount {
  std::int64_t images = 0;
  std::int64_t nnz = 0;  ///< their stored entries
};

inline Amount operator+(Amount a, Amount b) { return {a.images + b.images, a.nnz + b.nnz}; }

/// Tells on standard error how far a job is. The work of earlier runs counts as done, but not for
/// the rate or for the time that is left.
class Progress {
 public:
  /// \param all      of the job
  /// \param earlier  part of it that earlier runs have done
  /// \param patience seconds before anything is shown, unless a style is asked for
  Progress(ProgressStyle style, Amount all, Amount earlier = {}, double patience = 0);
  ~Progress();
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;

  /// Notes how much this run has done so far, and shows it if it is time.
  void show(Amount done);

  /// Notes how much was done since, and shows it if it is time.
  void add(Amount more);

 private:
  double fraction(Amount done) const;
  double fraction() const;
  std::string line() const;
  std::string bar() const;
  void print();

  ProgressStyle style_;
  Amount all_, earlier_;
  Amount done_;  ///< by this run
  double patience_;
  Kokkos::Timer timer_;
  double shown_at_ = 0;
  bool line_open_ = false;
};

}  // namespace SparseConv::cli

#endif
