#ifndef SPARSECONV_CLI_MEMORY_HPP
#define SPARSECONV_CLI_MEMORY_HPP

#include <cstdint>
#include <string>

/// \file
/// How much memory the program has, and may have.

namespace SparseConv::cli {

/// Bytes from a number with one of the suffixes K, M, G, T (powers of 1024), or with none.
/// \throws Error (input) for another text, or none of at least one byte
std::int64_t bytes_from_string(const std::string& text);

/// Bytes in short, such as `1.5G`.
std::string bytes_to_string(std::int64_t bytes);

/// What this process should keep within where nothing else is said: half of the memory that the
/// machine has, or that a limit on this process leaves of it, divided by those who share it.
std::int64_t default_memory_limit(int processes);

/// Has memory that is freed stay with the process, for the next slice to find it: to get a page
/// from the system takes longer than to fill it. Or has large pieces go back as soon as they are
/// freed, for those who are short of memory.
void keep_memory();
void return_memory_early();

/// The memory that the process holds now, and the most that it has held so far, in bytes.
std::int64_t memory_in_use();
std::int64_t peak_memory();

}  // namespace SparseConv::cli

#endif
