#include "ShardFolder.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <SparseConv/Error.hpp>
#include <SparseConv/io/Checksum.hpp>
#include <cerrno>
#include <chrono>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <set>
#include <thread>
#include <utility>

#include "../files.hpp"
#include "../process.hpp"

namespace SparseConv::cli {
namespace {

namespace fs = std::filesystem;

constexpr const char* manifest_stem = "manifest.";
constexpr const char* job_name = "job.json";

bool ends_with(const std::string& text, const std::string& end) {
  return text.size() >= end.size() && text.compare(text.size() - end.size(), end.size(), end) == 0;
}

/// Whether a file in the folder is one of those that this code makes.
bool is_ours(const fs::path& file) {
  const std::string name = file.filename().string();
  return name == job_name || name.rfind(manifest_stem, 0) == 0 || ends_with(name, ".h5") ||
         ends_with(name, ".partial") || name.find(".tmp-") != std::string::npos;
}

std::vector<fs::path> files_in(const fs::path& folder) {
  std::error_code ignored;
  std::vector<fs::path> files;
  for (const auto& entry : fs::directory_iterator(folder, ignored)) files.push_back(entry.path());
  return files;
}

/// Whether a file is what there is of another one, which a program that was killed had begun.
bool is_begun(const fs::path& file, const fs::path& whole) {
  const fs::path name = file.stem();  // .WHOLE.PROCESS-NUMBER
  return file.extension() == ".partial" && name.stem() == "." + whole.filename().string() &&
         name.extension().string().find_first_not_of(".-0123456789") == std::string::npos;
}

/// Whether a shard's file holds what the manifest says.
bool is_intact(const std::string& path, const Shard& shard) {
  try {
    return io::read_checksum(path) == shard.file.checksum;
  } catch (const Error&) {
    return false;
  }
}

}  // namespace

ShardFolder::ShardFolder(const std::string& output, bool resume, const Ranks& ranks)
    : output_(output), path_(output + ".shards"), ranks_(ranks), resume_(resume) {}

ShardFolder::ShardFolder(const std::string& output, const std::string& job, bool resume,
                         const Ranks& ranks)
    : ShardFolder(output, resume, ranks) {
  ranks_.agree_on_first([&] { take(job); });
  ranks_.agree([&] { lock(LOCK_SH); });
  verify();
  ranks_.agree_on_first([&] { tidy(); });
}

ShardFolder::~ShardFolder() {
  if (ranks_.first() && !keep_) {
    std::error_code ignored;
    fs::remove(path_of_whole(), ignored);  // what there is of it
    if (!resume_ || read_manifests().empty()) {
      remove_master();
      remove();
    }
  }
  if (folder_ >= 0) ::close(folder_);
}

/// Has the first rank bring the folder to a state in which the others can enter it.
void ShardFolder::take(const std::string& job) {
  check_replaceable(output_);
  while (!enter()) {
  }
  remove_begun_output();
  const bool begun = resume_ && fs::exists(path_ + "/" + job_name);
  if (begun) check_job(job);
  keep_ = false;
  if (!begun) begin(job);
}

/// Makes the folder and locks it for this job alone.
/// \return false if it is gone again: the job that had it locked until then removed it
bool ShardFolder::enter() {
  std::error_code error;
  fs::create_directory(path_, error);
  SPARSECONV_THROW_IF(error, system, output_ + ": cannot be written: " + error.message());
  lock(LOCK_EX);
  struct stat locked {};
  struct stat named {};
  if (::fstat(folder_, &locked) == 0 && ::stat(path_.c_str(), &named) == 0 &&
      locked.st_ino == named.st_ino)
    return true;
  ::close(std::exchange(folder_, -1));
  return false;
}

/// Clears away what may be left of other jobs.
void ShardFolder::begin(const std::string& job) {
  remove_master();
  tidy();
  write_file(path_ + "/" + job_name, job + "\n");
}

/// Waits some seconds for the ranks of a job that was killed to be gone.
void ShardFolder::lock(int kind) {
  constexpr int trials = 50;
  if (folder_ < 0) folder_ = ::open(path_.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  SPARSECONV_THROW_IF(folder_ < 0, system, path_ + ": cannot be entered: " + std::strerror(errno));
  for (int i = 0; ::flock(folder_, kind | LOCK_NB) != 0 && errno == EWOULDBLOCK; ++i) {
    SPARSECONV_THROW_IF(i == trials, system,
                        path_ + ": another job is at work on this output: wait until it has ended");
    std::this_thread::sleep_for(std::chrono::milliseconds(100));
  }
}

void ShardFolder::check_job(const std::string& job) const {
  const auto found = nlohmann::json::parse(read_file(path_ + "/" + job_name), nullptr, false);
  const auto wanted = nlohmann::json::parse(job);
  for (const auto& [name, value] : wanted.items())
    SPARSECONV_THROW_IF(!found.is_object() || !found.contains(name) || found[name] != value, input,
                        path_ + ": its shards are of another job, with another " + name +
                            ": leave out --resume to begin anew, or name another output");
}

/// Removes a result that would lose its shards. It may have its name, although a run failed: when
/// that could not be brought to the disk.
void ShardFolder::remove_master() const {
  const auto job = nlohmann::json::parse(read_file(path_ + "/" + job_name), nullptr, false);
  std::error_code ignored;
  if (job.is_object() && job.value("layout", "") == "sharded") fs::remove(output_, ignored);
}

/// Removes what a job that was killed has left beside the output.
void ShardFolder::remove_begun_output() const {
  const fs::path folder = fs::path(output_).parent_path();
  std::error_code ignored;
  for (const fs::path& file : files_in(folder.empty() ? "." : folder))
    if (is_begun(file, output_)) fs::remove(file, ignored);
}

/// Finds which of the shards in the manifests can be taken over; the ranks share the reading.
void ShardFolder::verify() {
  const Shards found = finished();
  std::vector<std::int64_t> intact(found.size(), 0);
  ranks_.agree([&] {
    for (auto i = static_cast<std::size_t>(ranks_.rank()); i < found.size();
         i += static_cast<std::size_t>(ranks_.size())) {
      throw_if_interrupted();
      intact[i] = is_intact(path_of(found[i].rows.first), found[i]);
    }
  });
  intact = ranks_.sum(intact);
  for (std::size_t i = 0; i < found.size(); ++i)
    if (intact[i] != 0) taken_over_.push_back(found[i]);
}

/// Removes what no longer counts, and makes one manifest of all.
void ShardFolder::tidy() const {
  write_file(manifest_of(0), to_lines(taken_over_));
  std::set<fs::path> counted{manifest_of(0), path_ + "/" + job_name};
  for (const Shard& shard : taken_over_) counted.insert(path_of(shard.rows.first));
  for (const fs::path& file : files_in(path_))
    if (is_ours(file) && counted.count(file) == 0) fs::remove(file);
}

/// One rank reads the manifests of all.
Shards ShardFolder::finished() const {
  std::string lines;
  ranks_.agree_on_first([&] { lines = to_lines(read_manifests()); });
  return shards_from_lines(ranks_.from_first(lines));
}

Shards ShardFolder::read_manifests() const {
  Shards shards;
  for (const fs::path& file : files_in(path_)) {
    if (file.filename().string().rfind(manifest_stem, 0) != 0) continue;
    const Shards more = shards_from_lines(read_file(file.string()));
    shards.insert(shards.end(), more.begin(), more.end());
  }
  sort_out(shards);
  return shards;
}

std::string ShardFolder::path_of(std::int64_t first_row) const {
  char name[32];
  std::snprintf(name, sizeof name, "/%015lld.h5", static_cast<long long>(first_row));
  return path_ + name;
}

void ShardFolder::record(const Shard& shard) const {
  append_to_file(manifest_of(ranks_.rank()), to_lines({shard}));
}

std::string ShardFolder::manifest_of(int rank) const {
  return path_ + "/" + manifest_stem + std::to_string(rank);
}

void ShardFolder::remove() const noexcept {
  std::error_code ignored;
  for (const fs::path& file : files_in(path_))
    if (is_ours(file)) fs::remove(file, ignored);
  fs::remove(path_, ignored);
}

}  // namespace SparseConv::cli
