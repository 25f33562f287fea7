#ifndef SPARSECONV_JOB_SHARDS_LINKED_JOBS_HPP
#define SPARSECONV_JOB_SHARDS_LINKED_JOBS_HPP

#include <string>
#include <vector>

namespace SparseConv::job {

/// The jobs whose shards nothing needs any more when a new result replaces an old one, by the names
/// of their folders in `OUTPUT.shards`: those to which batches of the old file refer, and no batch
/// of the new one, which may hold batches of the old file too.
/// \param output the old file, or nothing, at the place of OUTPUT
/// \param result the new file, in the same folder
std::vector<std::string> replaced_jobs(const std::string& output, const std::string& result);

}  // namespace SparseConv::job

#endif
