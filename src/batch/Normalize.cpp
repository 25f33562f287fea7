#include <SparseConv/Error.hpp>
#include <SparseConv/Normalize.hpp>

namespace SparseConv {

std::string to_string(Normalize normalize) {
  switch (normalize) {
    case Normalize::none:
      return "none";
    case Normalize::sum:
      return "sum";
    case Normalize::max:
      return "max";
  }
  return "unknown";
}

Normalize normalize_from_string(const std::string& name) {
  for (const Normalize normalize : {Normalize::none, Normalize::sum, Normalize::max})
    if (name == to_string(normalize)) return normalize;
  SPARSECONV_THROW(input, "there is no normalization '" + name + "': use none, sum or max");
}

}  // namespace SparseConv
