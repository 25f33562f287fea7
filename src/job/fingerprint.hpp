#ifndef SPARSECONV_JOB_FINGERPRINT_HPP
#define SPARSECONV_JOB_FINGERPRINT_HPP

#include <job/OpenJob.hpp>
#include <string>
#include <vector>

namespace SparseConv::job {

/// What is the same on all ranks that do a job together, as a JSON object.
std::string common_terms(const OpenJob& job);

/// All that the shards of a job depend on, as a JSON object: shards of one job do not fit another.
/// \param groups of the results
/// \throws Error as io::BatchReader does: some of the input is read
std::string fingerprint(const OpenJob& job, const Settled& settled,
                        const std::vector<std::string>& groups);

}  // namespace SparseConv::job

#endif
