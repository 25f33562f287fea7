#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <io/files/hidden_name.hpp>
#include <job/files.hpp>
#include <job/shards/JobFolder.hpp>
#include <optional>
#include <starts_with.hpp>

namespace SparseConv::job {

namespace {

/// The name of the shard that begins with a row.
std::string name_of_shard(std::int64_t first_row) {
  char name[32];
  std::snprintf(name, sizeof name, "%015lld.h5", static_cast<long long>(first_row));
  return name;
}

/// The row with which the shard of that name begins, if it is the name of a shard.
std::optional<std::int64_t> first_row_of(const std::string& name) {
  const std::int64_t row = std::atoll(name.c_str());
  return name == name_of_shard(row) ? std::optional(row) : std::nullopt;
}

}  // namespace

JobFolder::JobFolder(const std::string& output, const std::string& id)
    : output_(output), id_(id), path_(output + ".shards/" + id) {}

bool JobFolder::is_id(const std::string& name) {
  constexpr std::size_t digits = 16;
  return name.size() == digits && name.find_first_not_of("0123456789abcdef") == std::string::npos;
}

std::string JobFolder::shard(std::int64_t first_row) const {
  return path_ + "/" + name_of_shard(first_row);
}

std::vector<std::string> JobFolder::unlisted_shards() const {
  const std::set<std::int64_t> listed = manifest().begun;
  std::vector<std::string> unlisted;
  for (const std::string& name : names_in_folder(path_))
    if (const auto row = first_row_of(name); row && listed.count(*row) == 0)
      unlisted.push_back(name);
  std::sort(unlisted.begin(), unlisted.end());
  return unlisted;
}

std::string JobFolder::partial_output() const { return io::hidden_name(output_, id_); }

std::vector<std::string> JobFolder::manifests() const {
  const std::string beginning = "manifest.";
  std::vector<std::string> found;
  for (const std::string& name : names_in_folder(path_))
    if (starts_with(name, beginning) && name.size() > beginning.size() &&
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
