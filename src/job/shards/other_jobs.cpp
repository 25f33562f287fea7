#include <algorithm>
#include <filesystem>
#include <io/files/FolderLock.hpp>
#include <job/files.hpp>
#include <job/shards/other_jobs.hpp>
#include <job/shards/removal.hpp>
#include <nlohmann/json.hpp>

namespace SparseConv::job {
namespace {

using Json = nlohmann::ordered_json;

Json parse(const std::string& text) { return Json::parse(text, nullptr, false); }

bool says(const Json& description, const char* name, const Json& value) {
  return description.is_object() && description.contains(name) && description[name] == value;
}

Json groups_of(const std::string& description) {
  const Json json = parse(description);
  return json.is_object() ? json.value("group", Json()) : Json();
}

/// Whether a file is the result that a job was about to publish.
bool is_result(const std::string& file, const Publication& publication) {
  const auto there = io::find_file(file);
  return there && there->inode == publication.inode;
}

/// Whether the result of a job has got the name of the output: its temporary name is gone then. It
/// is gone as well where publishing failed, and a full disk may have had no room to note that: the
/// shards that are kept of a result in one file are of no use only where that file is seen.
bool is_published(const JobFolder& job, const Manifest& manifest, const Json& description,
                  const std::string& output) {
  if (!manifest.publication || io::find_file(job.partial_output())) return false;
  return !says(description, "keeps", true) || says(description, "layout", "sharded") ||
         is_result(output, *manifest.publication);
}

/// Removes what the result of a job has replaced, if that result is still the output.
void remove_replaced(const std::string& output, const Publication& publication,
                     const ProtectedFiles& protect) {
  if (!is_result(output, publication)) return;
  for (const std::string& id : publication.replaces) remove_job(JobFolder(output, id), protect);
}

/// Adds a job to `others`, or removes it if it is of no use and certainly not at work.
void sort_in(const JobFolder& job, const Json& description, const std::string& output,
             const io::FolderLock& lock, const ProtectedFiles& protect, OtherJobs& others) {
  const Manifest manifest = job.manifest();
  const bool published = is_published(job, manifest, description, output);
  if (published && lock.held()) remove_replaced(output, *manifest.publication, protect);
  if (published && says(description, "layout", "sharded"))
    others.finished.push_back(job);
  else if (!published && says(description, "keeps", true))
    others.unfinished.push_back(job);
  else if (lock.held())
    remove_job(job, protect);
}

}  // namespace

OtherJobs look_through(const std::string& output, const ProtectedFiles& protect) {
  OtherJobs others;
  for (const std::string& id : names_in_folder(output + ".shards")) {
    const JobFolder job(output, id);
    std::error_code ignored;
    if (!JobFolder::is_id(id) || !std::filesystem::is_directory(job.path(), ignored)) continue;
    const io::FolderLock lock(job.path(), io::FolderLock::exclusive);
    if (lock.refused()) {
      others.at_work.push_back(job);
      continue;
    }
    const Json description = parse(read_file(job.description_file()));
    if (description.is_object())
      sort_in(job, description, output, lock, protect, others);
    else if (lock.held())
      remove_unbegun_job(job);
  }
  return others;
}

std::string description_of(const JobFolder& job) {
  std::string text = read_file(job.description_file());
  return parse(text).is_object() ? text : "";
}

void describe(const JobFolder& job, const std::string& description, bool keeps) {
  Json json = parse(description);
  json["keeps"] = keeps;
  write_file(job.description_file(), json.dump(2) + '\n');
}

bool have_common_group(const std::string& description, const std::string& other) {
  const Json one = groups_of(description), two = groups_of(other);
  return std::any_of(one.begin(), one.end(), [&two](const Json& group) {
    return std::find(two.begin(), two.end(), group) != two.end();
  });
}

std::optional<std::string> difference(const std::string& description, const std::string& wanted) {
  const Json found = parse(description), expected = parse(wanted);
  for (const auto& [name, value] : expected.items())
    if (!says(found, name.c_str(), value)) return name;
  return std::nullopt;
}

}  // namespace SparseConv::job
