#ifndef SPARSECONV_JOB_ASSEMBLE_ASSEMBLE_HPP
#define SPARSECONV_JOB_ASSEMBLE_ASSEMBLE_HPP

#include <SparseConv/job/Outcome.hpp>
#include <io/output_place.hpp>
#include <job/OpenJob.hpp>
#include <job/ShardWriter.hpp>
#include <job/shards/ShardStore.hpp>

namespace SparseConv::job {

/// Makes the result of the complete shards of a job, and gives it its name; collective.
/// \param outcome gets the numbers of entries and of written bytes
/// \throws Error (system) if a shard is missing or a file cannot be written; Stopped
template <class Scalar, class Ordinal>
void assemble(const OpenJob& job, ShardStore& store, const Ranks& ranks, const Stop& stop,
              Outcome& outcome);

/// Gives a result that was written as one file its name; for a process alone.
/// \param outcome gets the number of entries and what was written
void finish(const OpenJob& job, ShardStore& store, ShardWriter& result, Outcome& outcome);

}  // namespace SparseConv::job

#endif
