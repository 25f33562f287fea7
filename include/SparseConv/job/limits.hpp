#ifndef SPARSECONV_JOB_LIMITS_HPP
#define SPARSECONV_JOB_LIMITS_HPP

#include <cstdint>

namespace SparseConv::job {

/// Bytes that a process should keep within where nothing else is said: half of the memory that the
/// machine has, or that a limit on the process (`ulimit -v`) or on its control groups leaves of it,
/// divided by the `n_processes` that share it.
std::int64_t default_memory_limit(int n_processes);

/// The number of cores' worth of time that the control groups of the process leave to it, rounded
/// up; the largest number if they set no limit.
int core_limit();

}  // namespace SparseConv::job

#endif
