#ifndef SPARSECONV_BYTES_TO_STRING_HPP
#define SPARSECONV_BYTES_TO_STRING_HPP

#include <cstddef>
#include <cstdio>
#include <string>

namespace SparseConv {

/// Bytes in a few digits, such as `1.5G`.
template <class Number>
std::string bytes_to_string(Number bytes) {
  const std::string suffixes = "KMGT";
  auto number = static_cast<double>(bytes);
  std::size_t thousands = 0;
  for (; number >= 1024 && thousands < suffixes.size(); ++thousands) number /= 1024;
  char text[32];
  std::snprintf(text, sizeof text, "%.4g", number);
  return thousands == 0 ? text : text + suffixes.substr(thousands - 1, 1);
}

}  // namespace SparseConv

#endif
