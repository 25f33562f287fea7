#ifndef SPARSECONV_CLI_PROCESS_HPP
#define SPARSECONV_CLI_PROCESS_HPP

#include <cstdint>
#include <stdexcept>

/// \file
/// The program as a process: signals, standard streams, memory.

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

/// Throws Interrupted if a signal has come. Called between slices, where giving up is safe.
void throw_if_interrupted();

/// The most memory that the process has held so far, in bytes.
std::int64_t peak_memory();

}  // namespace SparseConv::cli

#endif
