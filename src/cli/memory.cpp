#include "memory.hpp"

#include <malloc.h>

#include <SparseConv/Error.hpp>
#include <bytes_to_string.hpp>
#include <cctype>
#include <cstdlib>
#include <limits>
#include <regex>

#include "numbers.hpp"

namespace SparseConv::cli {
namespace {

const std::string suffixes = "KMGT";
constexpr std::int64_t unlimited = std::numeric_limits<std::int64_t>::max();

}  // namespace

std::int64_t bytes_from_string(const std::string& text) {
  static const std::regex form("([0-9]+)([KMGTkmgt]?)(i?[Bb])?");
  std::smatch parts;
  SPARSECONV_THROW_IF(!std::regex_match(text, parts, form), input,
                      "'" + text + "' is not a number of bytes such as 4G or 512M");
  const std::int64_t number = integer_from_string(parts[1], 1);
  const std::size_t suffix =
      parts[2].length() == 0 ? 0
                             : 1 + suffixes.find(static_cast<char>(
                                       std::toupper(static_cast<unsigned char>(*parts[2].first))));
  const std::int64_t unit = std::int64_t{1} << (10 * suffix);
  SPARSECONV_THROW_IF(number > unlimited / unit, input, "'" + text + "' is too large");
  return number * unit;
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
  // Setting it keeps glibc from raising it. Arrays of slices get pages of their own, which go back
  // to the system whole; the buffers of 512 KiB that HDF5 takes for each write do not, as that is
  // slow.
  ::mallopt(M_MMAP_THRESHOLD, 640 << 10);
#endif
}

}  // namespace SparseConv::cli
