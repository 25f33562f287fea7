#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <SparseConv/Error.hpp>
#include <SparseConv/io/BatchReader.hpp>
#include <SparseConv/io/Checksum.hpp>
#include <SparseConv/io/paths.hpp>
#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <io/files/FileDescriptor.hpp>
#include <io/files/PartialFolder.hpp>
#include <io/files/permissions.hpp>
#include <job/files.hpp>
#include <job/shards/ShardStore.hpp>
#include <job/shards/linked_jobs.hpp>
#include <job/shards/removal.hpp>
#include <random>

namespace SparseConv::job {
namespace {

namespace fs = std::filesystem;

void make_directory(const std::string& path, const std::string& output) {
  std::error_code error;
  SPARSECONV_THROW_IF(fs::exists(path, error) && !fs::is_directory(path, error), input,
                      path +
                          ": is in the way, as the folder of that name has to hold what is "
                          "written: move it, or name another output");
  fs::create_directory(path, error);
  SPARSECONV_THROW_IF(error, system, output + ": cannot be written: " + error.message());
}

/// Throws if the name of the output is too long for that of the folder of all jobs to it.
void check_length(const std::string& path, const std::string& output) {
  std::error_code error;
  static_cast<void>(fs::status(path, error));
  SPARSECONV_THROW_IF(error == std::errc::filename_too_long, input,
                      output + ": the name is too long for a folder " +
                          fs::path(path).filename().string() + " beside it: name a shorter one");
}

/// Whether a path leads to a file. If that cannot be found out, it does not.
bool has_name(const io::SourceFile& file, const std::string& path) noexcept {
  try {
    const auto there = io::find_file(path);
    return there && io::same_file(*there, file);
  } catch (const std::exception&) {
    return false;
  }
}

/// The manifest of a job in messages; where ranks have one each, all of them.
std::string name_of_manifests(const JobFolder& folder) {
  return folder.manifests().size() > 1 ? folder.path() + "/manifest.*" : folder.manifest_of(0);
}

/// Throws if a job has shards that are not in its manifests. What they hold cannot be told, and
/// they must not be replaced.
void check_manifests(const JobFolder& folder) {
  const std::vector<std::string> unlisted = folder.unlisted_shards();
  SPARSECONV_THROW_IF(
      !unlisted.empty(), input,
      name_of_manifests(folder) + ": was emptied, damaged or removed: it does not list " +
          std::to_string(unlisted.size()) + " of the shards beside it, " + unlisted.front() +
          " the first: put it back, or move these shards away and they are made again");
}

/// A number that no other job has, as a text.
std::string new_id() {
  std::random_device random;
  char text[32];
  std::snprintf(text, sizeof text, "%08x%08x", random(), random());
  return text;
}

/// How many names lead to a file that is held open. \return -1 where there is no file
int n_names(const io::FileDescriptor& file) {
  struct stat state {};
  const bool known = file.is_open() && ::fstat(file.number(), &state) == 0;
  return known ? static_cast<int>(state.st_nlink) : -1;
}

/// Whether a shard's file holds what the manifest says.
/// \throws Error (system) if the system refuses to read the file, which tells nothing of what it
/// holds
bool is_intact(const std::string& path, const Shard& shard, const ShardsOf& job) {
  const std::int64_t n_images = rows::images_of(shard.rows, job.height).size();
  try {
    return std::equal(job.groups.begin(), job.groups.end(), shard.batches.begin(),
                      shard.batches.end(),
                      [&](const std::string& group, const WrittenBatch& batch) {
                        const std::string name = path + ":" + group;
                        const io::BatchInfo info = io::BatchReader(name).info();
                        return info.n_images == n_images && info.nnz == batch.nnz &&
                               io::read_checksum(name) == batch.checksum;
                      });
  } catch (const Error& error) {
    if (error.cause() == Error::Cause::system) throw;
    return false;
  }
}

}  // namespace

ShardStore::ShardStore(const Ranks& ranks, const ShardsOf& job, const ProtectedFiles& protect)
    : ranks_(ranks), job_(job), path_(job.output + ".shards"), protect_(protect) {}

ShardStore::ShardStore(const Ranks& ranks, const ShardsOf& job, const ProtectedFiles& protect,
                       const Stop& stop)
    : ShardStore(ranks, job, protect) {  // so that the destructor tidies up if what follows fails
  std::string id;
  ranks_.agree_on_first([&] {
    enter();
    io::remove_leftovers(job_.output);
    others_ = look_through(job_.output, protect_);
    leave_other_groups(others_.unfinished);
    id = choose_folder();
  });
  folder_.emplace(job_.output, ranks_.from_first(id));
  ranks_.agree([&] { folder_lock_ = io::FolderLock(folder_->path(), io::FolderLock::shared); });
  if (job_.resume) verify(stop);
}

ShardStore::~ShardStore() {
  if (!entered_) return;
  if (folder_ && !stays()) remove_job(*folder_, protect_);
  remove_empty_folder(path_);
}

/// Whether the folder of this job is of use from now on.
bool ShardStore::stays() const noexcept {
  if (published_ ? !job_.sharded : !job_.resume) return false;
  try {
    const Shards finished = folder_->manifest().finished;
    // A result without entries refers to no shard.
    return published_ ? std::any_of(finished.begin(), finished.end(),
                                    [](const Shard& shard) { return shard.nnz() > 0; })
                      : !finished.empty();
  } catch (...) {  // it cannot be read
    return true;
  }
}

/// Makes the folder of all jobs to this output and locks it for this one alone.
void ShardStore::enter() {
  check_length(path_, job_.output);
  do {
    make_directory(path_, job_.output);
    lock_ = io::FolderLock(path_, io::FolderLock::exclusive);
    SPARSECONV_THROW_IF(lock_.refused(), system,
                        path_ + ": another job is at work on this output: wait until it has ended");
  } while (!lock_.is_current(path_));
  entered_ = true;
}

/// Leaves jobs alone that make results in other groups: FILE:GROUP keeps what else is in FILE.
void ShardStore::leave_other_groups(std::vector<JobFolder>& jobs) const {
  const auto is_of_others = [this](const JobFolder& job) {
    return !have_common_group(description_of(job), job_.description);
  };
  jobs.erase(std::remove_if(jobs.begin(), jobs.end(), is_of_others), jobs.end());
}

/// Throws if an earlier run, whose shards this job would have gone on with, has not ended.
void ShardStore::check_ended(const std::vector<JobFolder>& at_work) const {
  for (const JobFolder& other : at_work)
    SPARSECONV_THROW_IF(!difference(description_of(other), job_.description), system,
                        other.path() +
                            ": a rank of an earlier run is still at work on these shards: wait "
                            "until it has ended, or end it");
}

/// The name of the folder of this job: that of an earlier run, or a new one.
std::string ShardStore::choose_folder() {
  if (job_.resume) check_ended(others_.at_work);
  if (!job_.resume || others_.unfinished.empty()) return make_folder();
  const JobFolder found = others_.unfinished.front();
  const auto different = difference(description_of(found), job_.description);
  SPARSECONV_THROW_IF(different, input,
                      path_ + ": its shards are of another job, with another " + *different +
                          ": begin anew (without resume), or name another output");
  check_manifests(found);
  others_.unfinished.erase(others_.unfinished.begin());
  return found.id();
}

std::string ShardStore::make_folder() {
  folder_.emplace(job_.output, new_id());
  make_directory(folder_->path(), job_.output);
  io::keep_out(io::FileDescriptor(folder_->path(), O_RDONLY | O_DIRECTORY), job_.output);
  describe(*folder_, job_.description, job_.resume);
  return folder_->id();
}

/// Finds which shards of earlier runs can be taken over; the ranks share the reading. Where a job
/// like this one has been finished before, its shards get a second name in the folder of this job.
void ShardStore::verify(const Stop& stop) {
  std::string lines, source;
  ranks_.agree_on_first([&] {
    source = source_of_shards().id();
    for (const Shard& shard : JobFolder(job_.output, source).manifest().finished) {
      lines += line_of(shard);
      if (source != folder_->id()) note_begin(shard.rows.first);
    }
  });
  const JobFolder from(job_.output, ranks_.from_first(source));
  Manifest found;
  found.add(ranks_.from_first(lines));
  std::vector<std::int64_t> usable(found.finished.size(), 0);
  ranks_.agree([&] {
    for (auto i = static_cast<std::size_t>(ranks_.rank()); i < usable.size();
         i += static_cast<std::size_t>(ranks_.size())) {
      throw_if_stopped(stop);
      usable[i] = take_over(from, found.finished[i]);
    }
  });
  usable = ranks_.sum(usable);
  for (std::size_t i = 0; i < usable.size(); ++i)
    if (usable[i] != 0) taken_over_.push_back(found.finished[i]);
  ranks_.agree_on_first([&] { tidy(); });
}

/// The folder in which shards of earlier runs of the same job are.
JobFolder ShardStore::source_of_shards() const {
  if (folder_->manifest().finished.empty())
    for (const JobFolder& other : others_.finished)
      if (!difference(description_of(other), job_.description)) return other;
  return *folder_;
}

/// \return whether a shard can be used, from now on in the folder of this job
bool ShardStore::take_over(const JobFolder& from, const Shard& shard) const {
  const std::string there = from.shard(shard.rows.first), here = folder_->shard(shard.rows.first);
  if (!is_intact(there, shard, job_)) return false;
  return there == here || ::link(there.c_str(), here.c_str()) == 0 ||
         io::same_file(there, here);  // linked by a run that was killed
}

/// Removes the shards that do not count, and makes one manifest of all.
void ShardStore::tidy() const {
  remove_shards_except(*folder_, taken_over_, protect_);
  std::string lines;
  for (const Shard& shard : taken_over_) lines += line_of(shard);
  write_file(folder_->manifest_of(0), lines);
  remove_further_manifests(*folder_);
}

Shards ShardStore::finished() const {
  std::string lines;
  ranks_.agree_on_first([&] {
    for (const Shard& shard : folder_->manifest().finished) lines += line_of(shard);
  });
  Manifest manifest;
  manifest.add(ranks_.from_first(lines));
  return manifest.finished;
}

void ShardStore::note_begin(std::int64_t first_row) const {
  append_to_file(folder_->manifest_of(ranks_.rank()), line_of_begin(first_row));
}

void ShardStore::note(const Shard& shard) const {
  append_to_file(folder_->manifest_of(ranks_.rank()), line_of(shard));
}

void ShardStore::publish(const io::OutputPlace& place,
                         const std::function<void(const io::BeforeRename&)>& commit) {
  const io::FileDescriptor old(place.file, O_RDONLY);
  const auto result = io::find_file(folder_->partial_output());
  SPARSECONV_THROW_IF(!result, system,
                      folder_->partial_output() + ": was removed by another program: try again");
  Publication publication{result->inode, replaced_jobs(place.file, folder_->partial_output())};
  const auto note_publication = [&] {
    if (n_names(old) != 1) publication.replaces.clear();  // the old result stays elsewhere
    append_to_file(folder_->manifest_of(0), line_of(publication));
  };
  try {
    commit(note_publication);
  } catch (...) {
    published_ = has_name(*result, place.file);  // and only the last sync failed
    if (!published_) withdraw();
    throw;
  }
  published_ = true;
  if (n_names(old) == 0)
    for (const std::string& id : publication.replaces)
      remove_job(JobFolder(job_.output, id), protect_);
  for (const JobFolder& other : others_.unfinished) remove_job(other, protect_);
}

/// Notes that the result has not got its name.
void ShardStore::withdraw() const noexcept {
  try {
    append_to_file(folder_->manifest_of(0), line_of_withdrawal());
  } catch (const Error&) {  // whoever comes later finds another file under the name of the output
  }
}

}  // namespace SparseConv::job
