#ifndef SPARSECONV_CLI_PROCESS_HPP
#define SPARSECONV_CLI_PROCESS_HPP

#include <stdexcept>

/// \file
/// The program as a process: signals, standard streams.

namespace SparseConv::cli {

/// A signal asked the program to end.
class Interrupted : public std::runtime_error {
 public:
  explicit Interrupted(int signal);

  int signal() const noexcept { return signal_; }

 private:
  int signal_;
};

/// To be called first of all: makes signals that ask for an end known to throw_if_interrupted(),
/// makes failing writes errors instead of signals, and reserves the numbers of the standard
/// streams.
void prepare_process();

/// The signal that has asked for an end; 0 if none has.
int received_signal();

/// Throws Interrupted if a signal has come. Called between slices, where giving up is safe.
void throw_if_interrupted();

}  // namespace SparseConv::cli

#endif
