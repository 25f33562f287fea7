#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <limits>
#include <settings/control_group.hpp>
#include <sstream>
#include <starts_with.hpp>
#include <vector>

namespace SparseConv::settings {
namespace {

namespace fs = std::filesystem;

/// A hierarchy of groups as this process sees it: all of it, or what is below `root`.
struct Mount {
  std::string root;
  std::string folder;
  std::string type;         ///< `cgroup2`, or `cgroup` for version 1
  std::string controllers;  ///< among other options: `rw,cpu,cpuacct`
};

/// Whether a list such as `cpu,cpuacct` has a name in it.
bool has(const std::string& list, const std::string& name) {
  return (',' + list + ',').find(',' + name + ',') != std::string::npos;
}

/// A path as `mountinfo` has it, where blanks and backslashes are octal numbers, `\040`.
std::string decoded(const std::string& text) {
  std::string path;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool octal = text[i] == '\\' && i + 3 < text.size();
    path += octal ? static_cast<char>(std::stoi(text.substr(i + 1, 3), nullptr, 8)) : text[i];
    if (octal) i += 3;
  }
  return path;
}

/// A line of `mountinfo`: `36 35 98:0 ROOT FOLDER OPTIONS [MORE...] - TYPE SOURCE OPTIONS`.
Mount mount_from_line(const std::string& line) {
  std::istringstream stream(line);
  const std::vector<std::string> words{std::istream_iterator<std::string>(stream), {}};
  const auto dash = std::find(words.begin(), words.end(), "-");
  if (dash - words.begin() < 5 || words.end() - dash < 4) return {};
  return {decoded(words[3]), decoded(words[4]), dash[1], dash[3]};
}

std::vector<Mount> mounts_of_groups(const std::string& process) {
  std::vector<Mount> mounts;
  std::ifstream mountinfo(process + "/mountinfo");
  for (std::string line; std::getline(mountinfo, line);)
    if (line.find(" - cgroup") != std::string::npos) mounts.push_back(mount_from_line(line));
  return mounts;
}

/// The part of a group's path that is below the root of a mount; empty if none is.
std::string below(const std::string& path, const std::string& root) {
  if (path.find("/..") != std::string::npos) return "";  // the group is outside of what is mounted
  if (root == "/") return path;
  const bool inside =
      starts_with(path, root) && (path.size() == root.size() || path[root.size()] == '/');
  return inside ? path.substr(root.size()) : "";
}

/// Adds a group's folder and the folders above it, as far as they are mounted.
void add_folders(const Mount& mount, const std::string& path, std::vector<fs::path>& folders) {
  fs::path relative = fs::path(below(path, mount.root)).relative_path();
  for (; !relative.empty(); relative = relative.parent_path())
    folders.push_back(mount.folder / relative);
  folders.emplace_back(mount.folder);
}

/// The folders of the groups that the process is in, and of all groups above: in version 2 of
/// control groups, and in version 1 for one controller.
std::vector<fs::path> folders_of_groups(const std::string& process, const std::string& controller) {
  const std::vector<Mount> mounts = mounts_of_groups(process);
  std::vector<fs::path> folders;
  std::ifstream groups(process + "/cgroup");
  std::string number, controllers, path;  // 4:memory:/path, in version 2 0::/path
  while (std::getline(groups, number, ':') && std::getline(groups, controllers, ':') &&
         std::getline(groups, path))
    for (const Mount& mount : mounts) {
      const bool second = mount.type == "cgroup2" && controllers.empty();
      const bool first = mount.type == "cgroup" && has(controllers, controller) &&
                         has(mount.controllers, controller);
      if (first || second) add_folders(mount, path, folders);
    }
  return folders;
}

/// The positive number with which a file begins. The largest number if the file begins otherwise
/// (`max`) or does not exist.
double number_in(const fs::path& file) {
  double number = 0;
  const bool found = std::ifstream(file) >> number && number > 0;
  return found ? number : std::numeric_limits<double>::infinity();
}

/// The cores that a group may use: time in a period, and the period's length.
double cores_of(const fs::path& folder) {
  std::ifstream second(folder / "cpu.max");
  double time = 0, period = 0;
  if (second >> time >> period) return time / period;
  return number_in(folder / "cpu.cfs_quota_us") / number_in(folder / "cpu.cfs_period_us");
}

}  // namespace

std::int64_t memory_of_group(const std::string& process) {
  constexpr auto unlimited = std::numeric_limits<std::int64_t>::max();
  double bytes = std::numeric_limits<double>::infinity();
  for (const fs::path& folder : folders_of_groups(process, "memory"))
    for (const char* const file : {"memory.max", "memory.high", "memory.limit_in_bytes"})
      bytes = std::min(bytes, number_in(folder / file));
  return bytes < static_cast<double>(unlimited) ? static_cast<std::int64_t>(bytes) : unlimited;
}

int cores_of_group(const std::string& process) {
  constexpr int unlimited = std::numeric_limits<int>::max();
  double cores = unlimited;
  for (const fs::path& folder : folders_of_groups(process, "cpu"))
    if (const double here = cores_of(folder); here > 0) cores = std::min(cores, here);
  return std::max(1, static_cast<int>(std::ceil(cores)));
}

bool threads_are_asked_for() { return std::getenv("OMP_NUM_THREADS") != nullptr; }

int allowed_threads(int available) {
  return threads_are_asked_for() ? available : std::min(available, cores_of_group());
}

}  // namespace SparseConv::settings
