#ifndef SPARSECONV_CLI_COURSE_HPP
#define SPARSECONV_CLI_COURSE_HPP

#include <cstdint>

#include "progress.hpp"
#include "ranks.hpp"

namespace SparseConv::cli {

/// The part of a job in which every rank works at its own pace. The ranks tell each other how far
/// they are, the first one shows it, and all stop soon after one has failed.
class Course {
 public:
  /// \param images  number of images of the whole job
  /// \param nnz     number of their stored entries
  /// \param earlier the part of these that earlier runs have done
  Course(const Ranks& ranks, ProgressStyle style, std::int64_t images, std::int64_t nnz,
         Amount earlier = {});

  /// Adds images and their stored entries to what this rank has done.
  void advance(std::int64_t images, std::int64_t nnz);

  /// Whether to end early, because of a signal or of another rank.
  bool is_to_stop() const;

  /// Tells that this rank is done, and waits for the others; collective.
  /// \return the number of images that all ranks have done in this run
  std::int64_t end(bool failed);

 private:
  void update(const Standing& all);

  const Ranks& ranks_;
  Progress progress_;
  Standing mine_, all_;
};

}  // namespace SparseConv::cli

#endif
