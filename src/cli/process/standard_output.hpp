#ifndef SPARSECONV_CLI_PROCESS_STANDARD_OUTPUT_HPP
#define SPARSECONV_CLI_PROCESS_STANDARD_OUTPUT_HPP

#include <string>

/// \file
/// Standard output. Nobody has to read it to the end: a pipe that is closed early, as by `head`, is
/// no failure.

namespace SparseConv::cli {

/// Prints a line about a result that is complete in its file, unless the program is to be quiet. If
/// that fails, the result is still good: a note says so on standard error.
void print_summary(const std::string& line);

/// Writes out the buffers of standard output, at the end of the program.
/// \throws Error (system) if that fails, unless the reader is gone
void finish_output();

}  // namespace SparseConv::cli

#endif
