#include <SparseConv/Error.hpp>
#include <SparseConv/io/paths.hpp>
#include <filesystem>

namespace SparseConv::io {
namespace {

namespace fs = std::filesystem;

std::string without_slashes(const std::string& name) {
  const std::size_t first = name.find_first_not_of('/');
  if (first == std::string::npos) return "";
  return name.substr(first, name.find_last_not_of('/') - first + 1);
}

bool is_file(const std::string& path) {
  std::error_code error;
  return fs::exists(path, error) && !fs::is_directory(path, error);
}

/// Whether the part of the path with the character at `position` names a folder.
bool in_folder_name(const std::string& path, std::size_t position) {
  std::error_code error;
  const std::size_t end = path.find('/', position);
  return end != std::string::npos && fs::is_directory(path.substr(0, end), error);
}

/// Whether a name has an extension, as names of files mostly do.
bool has_extension(const std::string& path) { return fs::path(path).has_extension(); }

/// Whether a name has an extension that no group has.
bool has_extension_of_file(const std::string& path) {
  const std::string extension = fs::path(path).extension().string();
  return extension == ".h5" || extension == ".hdf5" || extension == ".h5ad";
}

/// The first colon for which `accept(position)` holds.
template <class Accept>
std::size_t first_colon(const std::string& path, const Accept& accept) {
  std::size_t colon = path.find(':');
  while (colon != std::string::npos && !accept(colon)) colon = path.find(':', colon + 1);
  return colon;
}

/// The last colon for which `accept(position)` holds.
template <class Accept>
std::size_t last_colon(const std::string& path, const Accept& accept) {
  std::size_t colon = path.rfind(':');
  while (colon != std::string::npos && !accept(colon))
    colon = colon == 0 ? std::string::npos : path.rfind(':', colon - 1);
  return colon;
}

}  // namespace

Path split_path(const std::string& path) {
  SPARSECONV_THROW_IF(
      path.find('\0') != path.npos, input,
      "a path has a null character in it, at which the system would take it to end");
  if (is_file(path)) return {path, ""};
  const auto before = [&](std::size_t at) { return path.substr(0, at); };
  const auto in_folder = [&](std::size_t at) { return in_folder_name(path, at); };
  std::size_t colon = last_colon(path, [&](std::size_t at) { return is_file(before(at)); });
  if (colon == std::string::npos)
    colon = first_colon(
        path, [&](std::size_t at) { return !in_folder(at) && has_extension(before(at)); });
  if (colon == std::string::npos && !has_extension_of_file(path))
    colon = last_colon(path, [&](std::size_t at) { return !in_folder(at); });
  if (colon == std::string::npos) return {path, ""};
  return {path.substr(0, colon), without_slashes(path.substr(colon + 1))};
}

bool same_file(const std::string& a, const std::string& b) {
  std::error_code error;
  return fs::equivalent(a, b, error);
}

}  // namespace SparseConv::io
