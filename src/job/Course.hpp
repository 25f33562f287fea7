#ifndef SPARSECONV_JOB_COURSE_HPP
#define SPARSECONV_JOB_COURSE_HPP

#include <SparseConv/job/Observer.hpp>
#include <cstdint>
#include <job/Ranks.hpp>

namespace SparseConv::job {

/// Tells the ranks of a job and its observer how far all are, and when to end early, while every
/// rank works at its own pace. After one rank has failed or is asked to stop, no rank goes on for
/// long.
class Course {
 public:
  /// \param observer goes on asking to stop, once it has
  /// \param begin    where the job stands at the beginning, with the numbers of the whole input
  Course(const Ranks& ranks, Observer& observer, const Progress& begin);

  /// Notes that this rank has done further images, with so many stored entries.
  void advance(std::int64_t images, std::int64_t entries);

  /// Whether to end early: the observer asks for it, here or on some other rank.
  bool is_to_stop();

  /// Ends the work of this rank, and waits for the other ranks; collective.
  /// \return images that all ranks together have done
  std::int64_t end(bool failed);

 private:
  void update(const Standing& all);

  const Ranks& ranks_;
  Observer& observer_;
  Progress progress_;
  Standing mine_, all_;
};

}  // namespace SparseConv::job

#endif
