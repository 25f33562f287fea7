#ifndef SPARSECONV_STARTS_WITH_HPP
#define SPARSECONV_STARTS_WITH_HPP

#include <string_view>

namespace SparseConv {

/// Whether these are the first bytes of a text.
inline bool starts_with(std::string_view text, std::string_view start) {
  return text.substr(0, start.size()) == start;
}

}  // namespace SparseConv

#endif
