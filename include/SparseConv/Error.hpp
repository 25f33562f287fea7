#ifndef SPARSECONV_ERROR_HPP
#define SPARSECONV_ERROR_HPP

#include <stdexcept>
#include <string>

/// \file
/// The exception of the library, and the macros that throw it.

namespace SparseConv {

/// The one exception type of the library.
///
/// `what()` is one line that says what is wrong, where it is wrong (file, dataset, image, entry),
/// and what to do about it, if anything can be done.
class Error : public std::runtime_error {
 public:
  /// Whose fault the error is. The cause decides the exit code of the program.
  enum class Cause {
    input,  ///< the caller's data or arguments: batch, filter, file contents, options
    system  ///< a refusal of the machine: memory, disk, permissions, a budget that was set
  };
  /// An error with a place in the source, as SPARSECONV_THROW throws it. Copies its arguments.
  Error(Cause cause, const std::string& message, const char* file, int line)
      : Error(cause, message, std::string(file) + ":" + std::to_string(line)) {}

  /// The same with the place as a text, for an error that another process has reported.
  Error(Cause cause, const std::string& message, const std::string& location)
      : std::runtime_error(message), cause_(cause), location_(location) {}

  Cause cause() const noexcept { return cause_; }  ///< whose fault the error is

  /// Where in SparseConv's source the error was thrown, as `file:line`.
  const char* location() const noexcept { return location_.what(); }

 private:
  Cause cause_;
  std::runtime_error location_;  // holds a text whose copies are cheap and never throw
};

}  // namespace SparseConv

/// Throws SparseConv::Error with the place of the call.
/// \param cause   `input` or `system`, an enumerator of SparseConv::Error::Cause
/// \param message a std::string
#define SPARSECONV_THROW(cause, message) \
  throw ::SparseConv::Error(::SparseConv::Error::Cause::cause, message, __FILE__, __LINE__)

/// Throws SparseConv::Error if `condition` holds. `message` is evaluated only then.
#define SPARSECONV_THROW_IF(condition, cause, message) \
  do {                                                 \
    if (condition) SPARSECONV_THROW(cause, message);   \
  } while (false)

#endif
