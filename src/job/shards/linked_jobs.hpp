#ifndef SPARSECONV_JOB_SHARDS_LINKED_JOBS_HPP
#define SPARSECONV_JOB_SHARDS_LINKED_JOBS_HPP

#include <string>
#include <vector>

namespace SparseConv::job {

/// The jobs whose shards a result refers to, by the names of their folders in `OUTPUT.shards`.
/// \param file  the result, a file or nothing, at the place of OUTPUT
/// \param group the group of its batch
std::vector<std::string> linked_jobs(const std::string& file, const std::string& group);

}  // namespace SparseConv::job

#endif
