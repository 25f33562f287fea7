#include <sys/resource.h>
#include <unistd.h>

#include <SparseConv/Error.hpp>
#include <SparseConv/job/limits.hpp>
#include <algorithm>
#include <fstream>
#include <job/memory.hpp>
#include <limits>
#include <settings/control_group.hpp>
#include <string>

// What the system gives to the process, and what the process has taken.

namespace SparseConv::job {
namespace {

/// A number of bytes that the system tells of this process, or 0. The peak of getrusage would not
/// do: it is at least the memory of the process that started this one.
std::int64_t bytes_in_status(const std::string& name) {
  std::ifstream status("/proc/self/status");
  std::int64_t kilobytes = 0;
  for (std::string word; status >> word;)
    if (word == name) return status >> kilobytes ? 1024 * kilobytes : 0;
  return 0;
}

std::int64_t physical_memory() {
  return std::int64_t(::sysconf(_SC_PHYS_PAGES)) * ::sysconf(_SC_PAGE_SIZE);
}

/// The limit that `ulimit -v` sets.
std::int64_t address_space() {
  struct rlimit limit {};
  const bool limited = ::getrlimit(RLIMIT_AS, &limit) == 0 && limit.rlim_cur != RLIM_INFINITY;
  return limited ? static_cast<std::int64_t>(limit.rlim_cur)
                 : std::numeric_limits<std::int64_t>::max();
}

}  // namespace

std::int64_t default_memory_limit(int n_processes) {
  SPARSECONV_THROW_IF(n_processes < 1, input,
                      std::to_string(n_processes) + " processes cannot share memory: at least 1");
  const std::int64_t shared = std::min(physical_memory(), settings::memory_of_group());
  return std::min(shared / n_processes, address_space()) / 2;
}

int core_limit() { return settings::cores_of_group(); }

std::int64_t memory_in_use() { return bytes_in_status("VmRSS:"); }

std::int64_t peak_memory() { return bytes_in_status("VmHWM:"); }

}  // namespace SparseConv::job
