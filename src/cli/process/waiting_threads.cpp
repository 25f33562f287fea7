#include "process/waiting_threads.hpp"

#include <sys/auxv.h>
#include <unistd.h>

#include <Kokkos_Macros.hpp>
#include <cstdlib>
#include <filesystem>
#include <system_error>

namespace SparseConv::cli {

#ifdef KOKKOS_ENABLE_OPENMP

namespace {

/// Some 20 to 40 microseconds. Measured with slices of a few megabytes on two cores: some 4 % more
/// time on a quiet machine, half the time beside two busy threads, a fifth beside ten.
constexpr const char* most_turns = "2000";

bool has_setting() {
  return std::getenv("GOMP_SPINCOUNT") != nullptr || std::getenv("OMP_WAIT_POLICY") != nullptr;
}

}  // namespace

void limit_waiting(char** arguments) {
  // The loader itself was executed, with the program as its argument (or there is no loader).
  if (::getauxval(AT_BASE) == 0) return;
  if (has_setting() || ::setenv("GOMP_SPINCOUNT", most_turns, 0) != 0) return;
  std::error_code error;
  const auto program = std::filesystem::read_symlink("/proc/self/exe", error);
  if (!error) ::execv(program.c_str(), arguments);  // returns only where it fails
}

#else

void limit_waiting(char**) {}

#endif

}  // namespace SparseConv::cli
