#include "memory.hpp"

#include <malloc.h>
#include <sys/resource.h>
#include <unistd.h>

#include <SparseConv/Error.hpp>
#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <limits>

#include "control_group.hpp"
#include "numbers.hpp"

namespace SparseConv::cli {
namespace {

const std::string suffixes = "KMGT";
constexpr std::int64_t unlimited = std::numeric_limits<std::int64_t>::max();

/// A number of bytes in the system's status of this process; 0 if it has none of that name. The
/// peak of getrusage would not do: it is at least that of the process that started this one.
std::int64_t bytes_in_status(const std::string& name) {
  std::ifstream status("/proc/self/status");
  std::int64_t kilobytes = 0;
  for (std::string word; status >> word;)
    if (word == name) return status >> kilobytes ? 1024 * kilobytes : 0;
  return 0;
}

std::int64_t physical_memory() {
  return std::int64_t{::sysconf(_SC_PHYS_PAGES)} * ::sysconf(_SC_PAGE_SIZE);
}

/// The limit that `ulimit -v` sets.
std::int64_t address_space() {
  struct rlimit limit {};
  const bool limited = ::getrlimit(RLIMIT_AS, &limit) == 0 && limit.rlim_cur != RLIM_INFINITY;
  return limited ? static_cast<std::int64_t>(limit.rlim_cur) : unlimited;
}

}  // namespace

std::int64_t bytes_from_string(const std::string& text) {
  const std::size_t suffix = text.empty() ? std::string::npos : suffixes.find(text.back());
  if (suffix == std::string::npos) return integer_from_string(text, 1);
  const std::int64_t number = integer_from_string(text.substr(0, text.size() - 1), 1);
  const std::int64_t unit = std::int64_t{1} << (10 * (suffix + 1));
  SPARSECONV_THROW_IF(number > unlimited / unit, input, "'" + text + "' is too large");
  return number * unit;
}

std::string bytes_to_string(double bytes) {
  std::size_t thousands = 0;
  for (; bytes >= 1024 && thousands < suffixes.size(); ++thousands) bytes /= 1024;
  char text[32];
  std::snprintf(text, sizeof text, "%.4g", bytes);
  return thousands == 0 ? text : text + suffixes.substr(thousands - 1, 1);
}

std::int64_t default_memory_limit(int processes) {
  const std::int64_t shared = std::min(physical_memory(), memory_of_group());
  return std::min(shared / processes, address_space()) / 2;
}

void require_memory() {
  constexpr std::size_t bytes = 16 << 20;
  void* const memory = std::malloc(bytes);
  SPARSECONV_THROW_IF(memory == nullptr, system,
                      "less than " + bytes_to_string(bytes) +
                          " of memory is left to work with, allow more (ulimit -v)");
  std::free(memory);
}

void keep_memory() {
#ifdef M_TRIM_THRESHOLD
  ::mallopt(M_MMAP_THRESHOLD, 32 << 20);  // as far as glibc would raise it by itself
  ::mallopt(M_TRIM_THRESHOLD, 128 << 20);
#endif
}

void return_memory_early() {
#ifdef M_MMAP_THRESHOLD
  ::mallopt(M_MMAP_THRESHOLD, 1 << 20);  // which keeps glibc from raising it
#endif
}

std::int64_t memory_in_use() { return bytes_in_status("VmRSS:"); }

std::int64_t peak_memory() { return bytes_in_status("VmHWM:"); }

}  // namespace SparseConv::cli
