#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <io/hdf5/linked_files.hpp>
#include <io/hdf5/open.hpp>
#include <io/hdf5/virtual_names.hpp>
#include <sstream>
#include <vector>

namespace SparseConv::io::hdf5 {
namespace {

namespace fs = std::filesystem;

/// The folders in which a file with a relative name may be, in order.
std::vector<fs::path> folders_to_search(const char* variable, const fs::path& from) {
  std::vector<fs::path> folders;
  const char* const value = std::getenv(variable);
  std::istringstream list(value == nullptr ? "" : value);
  for (std::string folder; std::getline(list, folder, ':');)
    if (!folder.empty()) folders.emplace_back(folder);
  std::error_code ignored;
  folders.push_back(from.parent_path());
  folders.emplace_back();
  folders.push_back(fs::canonical(from, ignored).parent_path());
  return folders;
}

/// Called by H5Lvisit for every link. \return 1, which ends the visit, if it leads to another file
herr_t visit_link(hid_t file, const char* object, const H5L_info_t* link, void*) {
  try {
    return link->type == H5L_TYPE_EXTERNAL ||
           (link->type == H5L_TYPE_HARD && !virtual_sources(file, object).empty());
  } catch (const std::exception&) {
    return 0;
  }
}

}  // namespace

bool refers_to_others(const std::string& path) {
  const Quiet quiet;
  try {
    return H5Lvisit(open_file(path), H5_INDEX_NAME, H5_ITER_NATIVE, visit_link, nullptr) > 0;
  } catch (const Error&) {
    return false;
  }
}

std::string find_linked_file(const char* folders, const std::string& from,
                             const std::string& name) {
  const auto exists = [](const fs::path& path) {
    std::error_code ignored;
    return fs::exists(path, ignored);
  };
  const fs::path path = name;
  if (path.is_absolute() && exists(path)) return name;
  const fs::path relative = path.is_absolute() ? path.filename() : path;
  const std::vector<fs::path> candidates = folders_to_search(folders, from);
  const auto found =
      std::find_if(candidates.begin(), candidates.end(),
                   [&](const fs::path& folder) { return exists(folder / relative); });
  if (found != candidates.end()) return (*found / relative).string();
  return path.is_absolute() ? name : (fs::path(from).parent_path() / relative).string();
}

}  // namespace SparseConv::io::hdf5
