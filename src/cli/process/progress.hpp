#ifndef SPARSECONV_CLI_PROCESS_PROGRESS_HPP
#define SPARSECONV_CLI_PROCESS_PROGRESS_HPP

#include <Kokkos_Timer.hpp>
#include <cstdint>
#include <functional>
#include <string>
#include <utility>

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

/// A line on standard error that tells how far some work is.
class ProgressLine {
 public:
  /// \param patience seconds before anything is shown, unless a style is asked for
  /// \param earlier  fraction of the work that was done before, which says nothing about the time
  ///                 that is left
  ProgressLine(ProgressStyle style, double patience, double earlier = 0);
  ~ProgressLine();
  ProgressLine(const ProgressLine&) = delete;
  ProgressLine& operator=(const ProgressLine&) = delete;

  /// Shows what fraction of the work is done, if it is time and there is news.
  /// \param text gives what stands between the fraction and the time that is left
  void show(double fraction, const std::function<std::string()>& text);

  double seconds() const { return timer_.seconds(); }  ///< since the work was begun

 private:
  bool is_due(double fraction) const;
  std::string time(double fraction) const;
  void print(double fraction, const std::string& line);

  ProgressStyle style_;
  double patience_, earlier_;
  Kokkos::Timer timer_;
  double shown_ = -1;  ///< fraction that was shown last
  double shown_at_ = 0;
  bool line_open_ = false;
};

/// Tells how far a file is opened, if that takes long.
class OpeningProgress {
 public:
  OpeningProgress(ProgressStyle style, std::string path)
      : line_(style, long_wait), path_(std::move(path)) {}

  /// Shows what fraction of the work is done, if it is time.
  void show(double fraction) {
    line_.show(fraction, [this] { return "opening " + path_; });
  }

 private:
  ProgressLine line_;
  std::string path_;
};

/// A part of a batch.
struct Amount {
  std::int64_t images = 0;
  std::int64_t nnz = 0;  ///< their stored entries
};

inline Amount operator+(Amount a, Amount b) { return {a.images + b.images, a.nnz + b.nnz}; }

/// Tells how far a job is. The work of earlier runs counts as done, but not for the rate or for the
/// time that is left.
class Progress {
 public:
  /// \param all      of the job
  /// \param earlier  part of it that earlier runs have done
  /// \param patience seconds before anything is shown, unless a style is asked for
  Progress(ProgressStyle style, Amount all, Amount earlier = {}, double patience = 0);

  /// Notes how much this run has done so far, and shows it if it is time.
  void show(Amount done);

  /// Notes how much was done since, and shows it if it is time.
  void add(Amount more);

 private:
  double fraction(Amount done) const;
  std::string text() const;

  Amount all_, earlier_;
  Amount done_;  ///< by this run
  ProgressLine line_;
};

}  // namespace SparseConv::cli

#endif
