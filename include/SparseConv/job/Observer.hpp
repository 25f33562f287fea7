#ifndef SPARSECONV_JOB_OBSERVER_HPP
#define SPARSECONV_JOB_OBSERVER_HPP

#include <cstdint>

namespace SparseConv::job {

/// How far all ranks are together.
struct Progress {
  std::int64_t images = 0;          ///< images that are done
  std::int64_t entries = 0;         ///< stored entries of these images
  std::int64_t all_images = 0;      ///< images of the input
  std::int64_t all_entries = 0;     ///< stored entries of the input
  std::int64_t images_before = 0;   ///< images that earlier runs have done; counted in `images` too
  std::int64_t entries_before = 0;  ///< entries of these images; counted in `entries` too
};

/// Watches a job. The thread that called run() calls the functions, on every rank. They must not
/// throw.
class Observer {
 public:
  virtual ~Observer() = default;

  /// Called while this rank opens the input, if all of it is read for that, with the fraction of
  /// the work that is done: see io::ReadOptions::opening.
  virtual void opening(double) {}

  /// Called once when the input is open, and whenever there is news of how far all ranks are.
  virtual void advance(const Progress&) {}

  /// Asked several times a second, unless one slice takes longer. If it returns true on any rank,
  /// all ranks end early: run() returns, and the work done so far is kept if Job::resume is set. A
  /// rank that still opens the input goes on with that, unless it is told to stop itself.
  virtual bool stop() { return false; }
};

}  // namespace SparseConv::job

#endif
