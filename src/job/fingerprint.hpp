#ifndef SPARSECONV_JOB_FINGERPRINT_HPP
#define SPARSECONV_JOB_FINGERPRINT_HPP

#include <job/OpenJob.hpp>
#include <string>

namespace SparseConv::job {

/// All that the shards of a job depend on, as a JSON object: shards of one job do not fit another.
/// \param group the group of the result
std::string fingerprint(const OpenJob& job, const Settled& settled, const std::string& group);

}  // namespace SparseConv::job

#endif
