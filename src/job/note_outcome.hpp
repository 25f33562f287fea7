#ifndef SPARSECONV_JOB_NOTE_OUTCOME_HPP
#define SPARSECONV_JOB_NOTE_OUTCOME_HPP

#include <SparseConv/job/Outcome.hpp>
#include <job/OpenJob.hpp>
#include <job/Ranks.hpp>

namespace SparseConv::job {

/// An outcome with what the job itself says.
Outcome begin_outcome(const Job& job, const Ranks& ranks);

/// Notes what is known when the input is open.
void note_open(const OpenJob& job, Outcome& outcome);

/// Gives times, peak memory and bytes of all ranks, which are the maxima over them; collective.
void combine(const Ranks& ranks, Outcome& outcome);

}  // namespace SparseConv::job

#endif
