#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <job/files.hpp>
#include <job/shards/JobFolder.hpp>

namespace SparseConv::job {

namespace fs = std::filesystem;

JobFolder::JobFolder(const std::string& output, const std::string& id)
    : output_(output), id_(id), path_(output + ".shards/" + id) {}

std::string JobFolder::shard(std::int64_t first_row) const {
  char name[32];
  std::snprintf(name, sizeof name, "/%015lld.h5", static_cast<long long>(first_row));
  return path_ + name;
}

std::string JobFolder::partial_output() const {
  const fs::path output = output_;
  return (output.parent_path() / ("." + output.filename().string() + "." + id_ + ".partial"))
      .string();
}

std::vector<std::string> JobFolder::manifests() const {
  const std::string beginning = "manifest.";
  std::vector<std::string> found;
  for (const std::string& name : names_in_folder(path_))
    if (name.compare(0, beginning.size(), beginning) == 0 && name.size() > beginning.size() &&
        name.find_first_not_of("0123456789", beginning.size()) == std::string::npos)
      found.push_back(path_ + "/" + name);
  std::sort(found.begin(), found.end());
  return found;
}

Manifest JobFolder::manifest() const {
  Manifest manifest;
  for (const std::string& file : manifests()) manifest.add(read_file(file));
  return manifest;
}

}  // namespace SparseConv::job
