#include <io/files/printable.hpp>

namespace SparseConv::io {

std::string printable(std::string_view text, std::size_t max_length) {
  std::string result(text.substr(0, max_length));
  for (char& c : result)
    if (c < ' ' || c > '~') c = '?';
  return text.size() > max_length ? result + "..." : result;
}

}  // namespace SparseConv::io
