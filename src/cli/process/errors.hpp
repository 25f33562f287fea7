#ifndef SPARSECONV_CLI_PROCESS_ERRORS_HPP
#define SPARSECONV_CLI_PROCESS_ERRORS_HPP

#include <stdexcept>
#include <string>

/// \file
/// Messages on standard error, a line each. All but errors are shown only as far as `verbosity`
/// allows.

namespace SparseConv::cli {

/// Thrown where batches that were compared differ.
class Different : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// The program's exit code for the exception that is being handled.
int exit_code() noexcept;

/// Tells about the exception that is being handled.
void report_error() noexcept;

/// Tells of a fault that the user should mend, although the program can go on.
void print_warning(const std::string& text);

/// Tells where the program does otherwise than the user asked for.
void print_note(const std::string& text);

/// Tells how the program goes about its work, if it is to be verbose.
void print_detail(const std::string& text);

}  // namespace SparseConv::cli

#endif
