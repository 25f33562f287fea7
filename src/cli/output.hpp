#ifndef SPARSECONV_CLI_OUTPUT_HPP
#define SPARSECONV_CLI_OUTPUT_HPP

#include <string>

/// \file
/// Standard output. Nobody has to read it to the end: a pipe that is closed early, as by `head`, is
/// no failure.

namespace SparseConv::cli {

/// Prints a line about a result that is complete in its file, unless the program is to be quiet. If
/// that fails, the result is still good: a note says so on standard error.
void print_summary(const std::string& line);

/// Brings to its reader what was printed. To be called at the end.
/// \throws Error (system) if that fails, unless the reader is gone
void finish_output();

}  // namespace SparseConv::cli

#endif
