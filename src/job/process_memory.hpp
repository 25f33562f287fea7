#ifndef SPARSECONV_JOB_PROCESS_MEMORY_HPP
#define SPARSECONV_JOB_PROCESS_MEMORY_HPP

#include <cstdint>

namespace SparseConv::job {

/// The memory that the process holds now, and the most that it has held so far, in bytes.
std::int64_t memory_in_use();
std::int64_t peak_memory();

}  // namespace SparseConv::job

#endif
