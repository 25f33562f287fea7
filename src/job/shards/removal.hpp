#ifndef SPARSECONV_JOB_SHARDS_REMOVAL_HPP
#define SPARSECONV_JOB_SHARDS_REMOVAL_HPP

#include <job/shards/JobFolder.hpp>
#include <job/shards/ProtectedFiles.hpp>

/// \file
/// The only place in which a job removes files that it does not hold open. It removes what the
/// manifests of a job list, nothing else, and nothing that is protected. A folder goes when it is
/// empty: what somebody else has put into it keeps it.

namespace SparseConv::job {

/// Removes a job that is done, given up or replaced: its shards, what there is of its output, its
/// manifests and its folder. What cannot be removed stays.
void remove_job(const JobFolder& job, const ProtectedFiles& protect) noexcept;

/// Removes the folder of a job that was killed before it had written down what job it is.
void remove_unbegun_job(const JobFolder& job) noexcept;

/// Removes those of a job's shards that do not count: all that it has begun but those in `counted`.
void remove_shards_except(const JobFolder& job, const Shards& counted,
                          const ProtectedFiles& protect) noexcept;

/// Removes the manifests of all ranks but the first.
void remove_further_manifests(const JobFolder& job) noexcept;

/// Removes a folder if it is empty.
void remove_empty_folder(const std::string& folder) noexcept;

}  // namespace SparseConv::job

#endif
