#ifndef SPARSECONV_JOB_RUN_ON_HPP
#define SPARSECONV_JOB_RUN_ON_HPP

#include <SparseConv/job/run.hpp>
#include <job/Ranks.hpp>

namespace SparseConv::job {

/// Does a job with some ranks; collective.
Outcome run_on(const Ranks& ranks, const Job& job, Observer& observer);

}  // namespace SparseConv::job

#endif
