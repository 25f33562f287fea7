#ifndef SPARSECONV_CLI_COURSE_HPP
#define SPARSECONV_CLI_COURSE_HPP

#include <cstdint>

#include "progress.hpp"
#include "ranks.hpp"

namespace SparseConv::cli {

/// The time in which every rank works at its own pace. They tell each other how far they are, the
/// first shows it, and none goes on for long after one has failed.
class Course {
 public:
  /// \param images number of images that all ranks together have to convolve
  /// \param nnz    number of their stored entries
  Course(const Ranks& ranks, ProgressStyle style, std::int64_t images, std::int64_t nnz);

  /// More images with so many stored entries are done here.
  void advance(std::int64_t images, std::int64_t nnz);

  /// Whether to end early: a signal has come, or some rank has to.
  bool is_to_stop() const;

  /// Is done here, and waits for the other ranks; collective. \return images that all have done
  std::int64_t end(bool failed);

 private:
  void update(const Standing& all);

  const Ranks& ranks_;
  Progress progress_;
  Standing mine_, all_;
};

}  // namespace SparseConv::cli

#endif
