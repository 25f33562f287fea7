#include <sys/resource.h>
#include <unistd.h>

#include <SparseConv/Error.hpp>
#include <SparseConv/job/limits.hpp>
#include <algorithm>
#include <limits>
#include <settings/control_group.hpp>
#include <string>

namespace SparseConv::job {
namespace {

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

}  // namespace SparseConv::job
