#include "process/standard_output.hpp"

#include <poll.h>
#include <unistd.h>

#include <SparseConv/Error.hpp>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <io/files/FileDescriptor.hpp>
#include <iostream>

#include "process/errors.hpp"
#include "verbosity.hpp"

namespace SparseConv::cli {
namespace {

bool reader_is_gone() {
  pollfd output{STDOUT_FILENO, 0, 0};
  return ::poll(&output, 1, 0) == 1 && (output.revents & (POLLERR | POLLHUP)) != 0;
}

}  // namespace

void print_summary(const std::string& line) {
  if (verbosity == Verbosity::quiet) return;
  // Past the buffer of the stream, which would try again later to write after a failure.
  std::cout.flush();
  const std::string text = line + '\n';
  if (io::write_all(STDOUT_FILENO, text.data(), text.size()) || errno == EPIPE) return;
  print_note("the result is complete, but standard output cannot be written: " +
             std::string(std::strerror(errno)));
}

void finish_output() {
  const bool is_well = std::cout && std::ferror(stdout) == 0;
  if (is_well) errno = 0;  // or else it says why a long text could not be written
  if (std::cout.flush() && std::ferror(stdout) == 0) return;
  const std::string reason = errno == 0 ? "" : std::string(": ") + std::strerror(errno);
  SPARSECONV_THROW_IF(!reader_is_gone(), system, "standard output cannot be written" + reason);
}

}  // namespace SparseConv::cli
