#include <climits>
#include <filesystem>
#include <io/files/hidden_name.hpp>

namespace SparseConv::io {
namespace {

/// The start of a text, of so many bytes or less, without a part of a character in UTF-8.
std::string start_of(const std::string& text, std::size_t most) {
  const auto is_inside = [](char byte) {
    return (static_cast<unsigned char>(byte) & 0xc0) == 0x80;
  };
  if (text.size() <= most) return text;
  while (most > 0 && is_inside(text[most])) --most;
  return text.substr(0, most);
}

}  // namespace

std::string hidden_name(const std::string& file, const std::string& id) {
  const std::filesystem::path path = file;
  const std::string end = "." + id + ".partial";
  const std::string start = start_of(path.filename().string(), NAME_MAX - 1 - end.size());
  return (path.parent_path() / ("." + start + end)).string();
}

}  // namespace SparseConv::io
