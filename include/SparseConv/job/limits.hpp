#ifndef SPARSECONV_JOB_LIMITS_HPP
#define SPARSECONV_JOB_LIMITS_HPP

#include <cstdint>

namespace SparseConv::job {

/// The default limit for the memory of a process, in bytes: half of the memory that the machine
/// has, or that the control groups of the process are limited to, divided by the `n_processes` that
/// share the memory; at most half of what `ulimit -v` allows the process. How much of the memory is
/// free does not matter.
/// \throws Error (input) for less than one process
[[nodiscard]] std::int64_t default_memory_limit(int n_processes);

/// The number of cores whose time the control groups of the process leave to it, rounded up; the
/// largest number if the control groups set no limit.
[[nodiscard]] int core_limit();

}  // namespace SparseConv::job

#endif
