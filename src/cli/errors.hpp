#ifndef SPARSECONV_CLI_ERRORS_HPP
#define SPARSECONV_CLI_ERRORS_HPP

namespace SparseConv::cli {

/// The program's exit code for the exception that is being handled.
int exit_code() noexcept;

/// Tells on standard error, in one line, about the exception that is being handled.
void report_error() noexcept;

}  // namespace SparseConv::cli

#endif
