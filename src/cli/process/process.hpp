#ifndef SPARSECONV_CLI_PROCESS_PROCESS_HPP
#define SPARSECONV_CLI_PROCESS_PROCESS_HPP

#include <functional>
#include <stdexcept>
#include <string>

/// \file
/// The program as a process: signals, standard streams.

namespace SparseConv::cli {

/// A signal has asked the program to end.
class Interrupted : public std::runtime_error {
 public:
  /// \param detail what of the work stays, and how to go on with it; may be empty
  explicit Interrupted(int signal, const std::string& detail = "");

  int signal() const noexcept { return signal_; }

 private:
  int signal_;
};

/// Prepares the process: notes signals that ask for an end, for received_signal(); has writes that
/// fail return errors instead of raising signals; and reserves the numbers of the standard streams.
/// Called first.
void prepare_process();

/// The signal that has asked for an end; 0 if none has.
int received_signal();

/// Throws Interrupted if a signal has come. Called where giving up is safe.
void throw_if_interrupted();

/// Calls `write`, which leaves a whole file or none. If it is interrupted, the Interrupted that is
/// thrown says that nothing is kept.
void write_all_or_nothing(const std::string& file, const std::function<void()>& write);

}  // namespace SparseConv::cli

#endif
