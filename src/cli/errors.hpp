#ifndef SPARSECONV_CLI_ERRORS_HPP
#define SPARSECONV_CLI_ERRORS_HPP

namespace SparseConv::cli {

/// Tells on standard error, in one line, about the exception that is being handled.
/// \return the program's exit code for it
int report_error() noexcept;

}  // namespace SparseConv::cli

#endif
