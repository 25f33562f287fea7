#include <io/virtual_names.hpp>

namespace SparseConv::io::hdf5 {

std::string to_pattern(const std::string& name) {
  std::string pattern;
  for (const char letter : name) pattern += letter == '%' ? "%%" : std::string(1, letter);
  return pattern;
}

std::string from_pattern(std::string pattern) {
  for (std::size_t at = pattern.find("%%"); at != std::string::npos;
       at = pattern.find("%%", at + 1))
    pattern.erase(at, 1);
  return pattern;
}

}  // namespace SparseConv::io::hdf5
