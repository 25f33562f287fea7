#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <job/files.hpp>
#include <job/shards/removal.hpp>
#include <set>

namespace SparseConv::job {
namespace {

/// Removes a file, or a link but not the file that it leads to. \return whether no file of that
/// name is left
bool remove_file(const std::string& path, const ProtectedFiles& protect) {
  if (protect.contains(path)) return false;
  return ::unlink(path.c_str()) == 0 || errno == ENOENT;
}

/// \return whether none of these shards is left
bool remove_shards(const JobFolder& job, const std::set<std::int64_t>& first_rows,
                   const ProtectedFiles& protect) {
  bool all = true;
  for (const std::int64_t row : first_rows)
    for (const std::string& file : {job.shard(row), job.partial_shard(row)})
      all = remove_file(file, protect) && all;
  return all;
}

}  // namespace

void remove_job(const JobFolder& job, const ProtectedFiles& protect) noexcept {
  try {
    const std::set<std::int64_t> begun = job.manifest().begun;
    if (!JobFolder::is_id(job.id())) return;
    if (!remove_shards(job, begun, protect) || !remove_file(job.partial_output(), protect)) return;
    for (const std::string& manifest : job.manifests()) remove_file(manifest, protect);
    remove_file(job.manifest_of(0) + ".partial", protect);
    remove_file(job.description_file(), protect);
    remove_file(job.description_file() + ".partial", protect);
    remove_empty_folder(job.path());
  } catch (...) {  // it cannot be read: it stays for the next job
  }
}

void remove_unbegun_job(const JobFolder& job) noexcept {
  try {
    const std::string description = job.description_file() + ".partial";
    const std::vector<std::string> names = names_in_folder(job.path());
    if (std::any_of(names.begin(), names.end(), [&](const std::string& name) {
          return job.path() + "/" + name != description;
        }))
      return;
    ::unlink(description.c_str());
    remove_empty_folder(job.path());
  } catch (...) {  // no memory: it stays for the next job
  }
}

void remove_shards_except(const JobFolder& job, const Shards& counted,
                          const ProtectedFiles& protect) noexcept {
  try {
    std::set<std::int64_t> surplus = job.manifest().begun;
    for (const Shard& shard : counted) surplus.erase(shard.rows.first);
    remove_shards(job, surplus, protect);
  } catch (...) {  // a manifest cannot be read: the shards stay for the next job
  }
}

void remove_further_manifests(const JobFolder& job) noexcept {
  try {
    for (const std::string& manifest : job.manifests())
      if (manifest != job.manifest_of(0)) ::unlink(manifest.c_str());
  } catch (...) {  // the folder cannot be read: they say nothing that is wrong
  }
}

void remove_empty_folder(const std::string& folder) noexcept { ::rmdir(folder.c_str()); }

}  // namespace SparseConv::job
