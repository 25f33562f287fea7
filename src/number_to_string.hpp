#ifndef SPARSECONV_NUMBER_TO_STRING_HPP
#define SPARSECONV_NUMBER_TO_STRING_HPP

#include <cstdio>
#include <string>

namespace SparseConv {

/// A real number in a message: `0.1`, `-1`, `1e+30`.
inline std::string number_to_string(double number) {
  char text[32];
  std::snprintf(text, sizeof text, "%g", number);
  return text;
}

}  // namespace SparseConv

#endif
