// A tool for Kokkos (KOKKOS_TOOLS_LIBS). Writes seconds and calls of every kernel of Plan::apply,
// by its label, and of Plan::apply itself, as JSON to the file that the environment variable
// SPARSECONV_KERNEL_TIMES names. The first call of Plan::apply is not counted.
#include <chrono>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <iomanip>
#include <map>
#include <string>

namespace {

using Clock = std::chrono::steady_clock;

constexpr const char* apply = "SparseConv::apply";

struct Sum {
  double seconds = 0;
  std::int64_t calls = 0;
};

// One thread launches all kernels, one after the other. For a tool, Kokkos fences around each.
std::map<std::string, Sum> sums;
std::string running;
Clock::time_point start, start_of_apply;
int depth = 0;  // of the regions that are open, from `apply` on
bool is_first = true;

void add(const std::string& label, Clock::time_point since) {
  Sum& sum = sums[label];
  sum.seconds += std::chrono::duration<double>(Clock::now() - since).count();
  ++sum.calls;
}

void begin(const char* label) {
  running = label;
  start = Clock::now();
}

void end() {
  if (depth > 0) add(running, start);
}

}  // namespace

extern "C" {

void kokkosp_push_profile_region(const char* name) {
  if (depth > 0) {
    ++depth;
  } else if (std::strcmp(name, apply) == 0) {
    depth = 1;
    start_of_apply = Clock::now();
  }
}

void kokkosp_pop_profile_region() {
  if (depth == 0 || --depth > 0) return;
  add(apply, start_of_apply);
  if (is_first) sums.clear();
  is_first = false;
}

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
  out << '{';
  const char* separator = "\n";
  for (const auto& [label, sum] : sums) {
    out << separator << std::quoted(label) << ": {\"seconds\": " << sum.seconds
        << ", \"calls\": " << sum.calls << '}';
    separator = ",\n";
  }
  out << "\n}\n";
}
}
