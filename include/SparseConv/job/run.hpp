#ifndef SPARSECONV_JOB_RUN_HPP
#define SPARSECONV_JOB_RUN_HPP

#include <SparseConv/Error.hpp>
#include <SparseConv/job/Job.hpp>
#include <SparseConv/job/Observer.hpp>
#include <SparseConv/job/Outcome.hpp>

namespace SparseConv::job {

/// Does a job with this process alone. Kokkos must be initialised. The call blocks until the result
/// is on the disk under its name, or until the observer stops the job.
///
/// The input is read in slices that fit the memory limit. Until the result is complete, the file
/// that has its name stays as it is, whatever ends the job. A job that is killed leaves a folder
/// `OUTPUT.shards` and a hidden file beside the output. The next job to the same output removes
/// them or, with Job::resume, goes on with them. Files of others are never removed, and nothing is
/// written to the files that the input consists of.
///
/// \throws Error (input) for a job that makes no sense, for an input that is not valid or changes
/// while it is read, and for an output that must not be replaced; (system) if memory, disk or
/// permissions are missing, or if another job is at work on the same output
Outcome run(const Job& job);
Outcome run(const Job& job, Observer& observer);  ///< run() with an observer, who may end it early

}  // namespace SparseConv::job

#endif
