#ifndef SPARSECONV_JOB_SHARDS_OTHER_JOBS_HPP
#define SPARSECONV_JOB_SHARDS_OTHER_JOBS_HPP

#include <job/shards/JobFolder.hpp>
#include <job/shards/ProtectedFiles.hpp>
#include <optional>
#include <string>
#include <vector>

namespace SparseConv::job {

/// Jobs that are of use to a new job with the same output.
struct OtherJobs {
  std::vector<JobFolder> unfinished;  ///< ended early, with their shards kept
  std::vector<JobFolder> finished;    ///< with a sharded result, which may be gone
  std::vector<JobFolder> at_work;     ///< or with a rank at work that outlived the others
};

/// Looks through the folder `OUTPUT.shards`, and removes what is of no use any more: the rest of
/// jobs that were killed and keep nothing, of jobs whose result is one file, and of results that
/// were replaced. Jobs at work, and jobs with a rank still at work, are left alone.
OtherJobs look_through(const std::string& output, const ProtectedFiles& protect);

/// The description of a job in its folder, a JSON object; an empty text if there is none.
std::string description_of(const JobFolder& job);

/// Writes the description of a job into its folder.
/// \param keeps whether the job keeps its shards if it is ended early
void describe(const JobFolder& job, const std::string& description, bool keeps);

/// Whether two jobs make a result in the same group of their output.
bool have_common_group(const std::string& description, const std::string& other);

/// The first thing in which the descriptions of two jobs differ; nothing if they are the same.
std::optional<std::string> difference(const std::string& description, const std::string& wanted);

}  // namespace SparseConv::job

#endif
