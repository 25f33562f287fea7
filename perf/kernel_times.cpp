// A tool for Kokkos (KOKKOS_TOOLS_LIBS). Writes seconds and calls of every kernel, by its label, as
// JSON to the file that the environment variable SPARSECONV_KERNEL_TIMES names.
#include <chrono>
#include <cstdint>
#include <cstdlib>
#include <fstream>
#include <iomanip>
#include <map>
#include <string>

namespace {

using Clock = std::chrono::steady_clock;

struct Sum {
  double seconds = 0;
  std::int64_t calls = 0;
};

// One thread launches all kernels, one after the other. For a tool, Kokkos fences around each.
std::map<std::string, Sum> sums;
std::string running;
Clock::time_point start;

void begin(const char* label) {
  running = label;
  start = Clock::now();
}

void end() {
  Sum& sum = sums[running];
  sum.seconds += std::chrono::duration<double>(Clock::now() - start).count();
  ++sum.calls;
}

}  // namespace

extern "C" {

void kokkosp_begin_parallel_for(const char* label, std::uint32_t, std::uint64_t*) { begin(label); }
void kokkosp_end_parallel_for(std::uint64_t) { end(); }
void kokkosp_begin_parallel_reduce(const char* label, std::uint32_t, std::uint64_t*) {
  begin(label);
}
void kokkosp_end_parallel_reduce(std::uint64_t) { end(); }
void kokkosp_begin_parallel_scan(const char* label, std::uint32_t, std::uint64_t*) { begin(label); }
void kokkosp_end_parallel_scan(std::uint64_t) { end(); }

void kokkosp_finalize_library() {
  const char* file = std::getenv("SPARSECONV_KERNEL_TIMES");
  if (!file) return;
  std::ofstream out(file);
  const char* separator = "{\n";
  for (const auto& [label, sum] : sums) {
    out << separator << std::quoted(label) << ": {\"seconds\": " << sum.seconds
        << ", \"calls\": " << sum.calls << '}';
    separator = ",\n";
  }
  out << "\n}\n";
}
}
