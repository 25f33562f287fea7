#include "memory.hpp"

#include <malloc.h>

#include <SparseConv/Error.hpp>
#include <cstdio>
#include <cstdlib>
#include <limits>

#include "numbers.hpp"

namespace SparseConv::cli {
namespace {

const std::string suffixes = "KMGT";
constexpr std::int64_t unlimited = std::numeric_limits<std::int64_t>::max();

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

}  // namespace SparseConv::cli
