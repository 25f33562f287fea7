#include "process/process.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <csignal>
#include <string>

namespace SparseConv::cli {
namespace {

volatile std::sig_atomic_t received = 0;

void remember(int signal) { received = signal; }

/// A signal stays ignored if it was ignored when the program was started (nohup, background jobs).
void remember_unless_ignored(int signal) {
  if (std::signal(signal, remember) == SIG_IGN) std::signal(signal, SIG_IGN);
}

/// A signal is left to a library that takes it, such as a profiler.
void remember_unless_taken(int signal) {
  const auto before = std::signal(signal, remember);
  if (before != SIG_DFL) std::signal(signal, before);
}

/// If a standard stream were left closed, the first file opened would get its number, and messages
/// would end up in that file.
void reserve_standard_streams() {
  for (int descriptor = STDIN_FILENO; descriptor <= STDERR_FILENO; ++descriptor)
    if (::fcntl(descriptor, F_GETFD) == -1) ::open("/dev/null", O_RDWR);
}

}  // namespace

Interrupted::Interrupted(int signal, const std::string& detail)
    : std::runtime_error("ended by signal " + std::to_string(signal) +
                         (detail.empty() ? "" : ": " + detail)),
      signal_(signal) {}

void prepare_process() {
  reserve_standard_streams();
  // Those of users and terminals. UCX, which MPI may use, takes SIGHUP for those who debug UCX.
  for (const int signal : {SIGINT, SIGTERM, SIGHUP}) remember_unless_ignored(signal);
  // What schedulers send some time before they kill.
  for (const int signal : {SIGQUIT, SIGUSR1, SIGUSR2, SIGXCPU}) remember_unless_taken(signal);
  for (const int signal : {SIGPIPE, SIGXFSZ}) std::signal(signal, SIG_IGN);
}

int received_signal() { return received; }

void throw_if_interrupted() {
  if (received != 0) throw Interrupted(received);
}

void write_all_or_nothing(const std::string& file, const std::function<void()>& write) {
  try {
    write();
  } catch (const Interrupted& interrupted) {
    throw Interrupted(interrupted.signal(), "nothing of " + file + " is kept");
  }
}

}  // namespace SparseConv::cli
