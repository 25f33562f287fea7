#ifndef SPARSECONV_JOB_FINGERPRINT_HPP
#define SPARSECONV_JOB_FINGERPRINT_HPP

#include <job/OpenJob.hpp>
#include <job/Settled.hpp>
#include <string>
#include <vector>

namespace SparseConv::job {

/// A checksum of entries of the last and the first image. Files of one archive can have the same
/// size, time and number of entries.
/// \throws Error as io::BatchReader does
std::uint32_t checksum_of_samples(const io::BatchReader& input);

/// What is the same on all ranks that do a job together, as a JSON object.
std::string common_terms(const OpenJob& job);

/// All that the shards of a job depend on, as a JSON object: shards of one job do not fit another.
/// \param groups of the results
std::string fingerprint(const OpenJob& job, const Settled& settled,
                        const std::vector<std::string>& groups);

}  // namespace SparseConv::job

#endif
