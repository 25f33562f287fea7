#include <fstream>
#include <job/process_memory.hpp>
#include <string>

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

}  // namespace

std::int64_t memory_in_use() { return bytes_in_status("VmRSS:"); }

std::int64_t peak_memory() { return bytes_in_status("VmHWM:"); }

}  // namespace SparseConv::job
