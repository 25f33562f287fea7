#ifndef SPARSECONV_CLI_MEMORY_HPP
#define SPARSECONV_CLI_MEMORY_HPP

#include <cstdint>
#include <string>

/// \file
/// The memory of the process, and numbers of bytes in texts.

namespace SparseConv::cli {

/// Bytes from a number, which may have a suffix K, M, G or T (powers of 1024). The suffix may be a
/// small letter, and `B` or `iB` may follow: `4G`, `4gb` and `4GiB` are the same.
/// \throws Error (input) for another text, or for less than one byte
std::int64_t bytes_from_string(const std::string& text);

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
