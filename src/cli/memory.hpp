#ifndef SPARSECONV_CLI_MEMORY_HPP
#define SPARSECONV_CLI_MEMORY_HPP

#include <cstdint>
#include <string>

/// \file
/// Numbers of bytes in texts, and how memory is kept.

namespace SparseConv::cli {

/// Bytes from a number with one of the suffixes K, M, G, T (powers of 1024), or with none. These
/// may be small letters, and followed by `B` or `iB`: `4G`, `4gb` and `4GiB` are the same. \throws
/// Error (input) for another text, or none of at least one byte
std::int64_t bytes_from_string(const std::string& text);

/// Bytes in a few digits, such as `1.5G`.
std::string bytes_to_string(double bytes);

/// Checks that there is some memory for the work to begin with. HDF5 (1.10 at least) crashes if it
/// cannot even start.
/// \throws Error (system)
void require_memory();

/// Keeps freed memory in the process for the next slice: getting a page from the system takes
/// longer than filling it.
void keep_memory();

/// Returns large pieces of memory to the system as soon as they are freed.
void return_memory_early();

}  // namespace SparseConv::cli

#endif
