#ifndef SPARSECONV_JOB_SHARDS_REMOVAL_HPP
#define SPARSECONV_JOB_SHARDS_REMOVAL_HPP

#include <job/shards/JobFolder.hpp>
#include <job/shards/ProtectedFiles.hpp>

/// \file
/// The only place in which a job removes files of other runs, and shards. Of the shards it removes
/// only those that the manifests of a job list; besides them the manifests, the description and the
/// partial output, all of which only the job can have made, and no protected file. A folder is
/// removed when it is empty: a file that somebody else has put into it keeps it.

namespace SparseConv::job {

/// Removes a job that is done, given up or replaced: its shards, its partial output, its manifests
/// and its folder. What cannot be removed stays.
void remove_job(const JobFolder& job, const ProtectedFiles& protect) noexcept;

/// Removes the folder of a job that was killed before it had written down what job it is.
void remove_unbegun_job(const JobFolder& job) noexcept;

/// Removes all shards that a job has begun, except the shards in `counted`.
void remove_shards_except(const JobFolder& job, const Shards& counted,
                          const ProtectedFiles& protect) noexcept;

/// Removes the manifests of all ranks but the first.
void remove_further_manifests(const JobFolder& job) noexcept;

/// Removes a folder if it is empty.
void remove_empty_folder(const std::string& folder) noexcept;

}  // namespace SparseConv::job

#endif
