#ifndef SPARSECONV_CLI_PROCESS_MEMORY_HPP
#define SPARSECONV_CLI_PROCESS_MEMORY_HPP

/// \file
/// The memory of the process.

namespace SparseConv::cli {

/// Checks that there is memory for the beginning of the work: HDF5 (1.10 at least) crashes where it
/// gets none.
/// \throws Error (system)
void require_memory();

/// Keeps freed memory in the process for the next slice: getting a page from the system takes
/// longer than filling it.
void keep_memory();

/// Returns large pieces of memory to the system as soon as they are freed.
void return_memory_early();

}  // namespace SparseConv::cli

#endif
