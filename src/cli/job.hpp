#ifndef SPARSECONV_CLI_JOB_HPP
#define SPARSECONV_CLI_JOB_HPP

#include <string>

#include "convolution.hpp"

namespace SparseConv::cli {

/// All that the shards of a convolution depend on, as a JSON object: those of one job do not fit
/// another.
/// \param report what the plan has settled
std::string describe_job(const Convolution& convolution, const Report& report);

}  // namespace SparseConv::cli

#endif
