#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <SparseConv/Error.hpp>
#include <cerrno>
#include <chrono>
#include <cstring>
#include <filesystem>
#include <io/files/FileDescriptor.hpp>
#include <io/files/PartialFile.hpp>
#include <io/files/permissions.hpp>

namespace SparseConv::io {
namespace {

namespace fs = std::filesystem;

std::string folder_of(const std::string& name) {
  const std::string folder = fs::path(name).parent_path().string();
  return folder.empty() ? "." : folder;
}

/// Brings a file or folder to the disk.
void sync(const std::string& name) {
  const FileDescriptor file(name, O_RDONLY);
  SPARSECONV_THROW_IF(!file.is_open() || !file.sync(), system,
                      name + ": cannot be brought to the disk: " + std::strerror(errno));
}

/// The same for a folder, unless it may be written to but not read.
void sync_folder(const std::string& name) {
  if (::access(name.c_str(), R_OK) == 0) sync(name);
}

/// Refuses a file of another user in a folder, such as /tmp, in which only its owner may replace
/// it.
void check_owner(const std::string& path) {
  struct stat file {};
  struct stat folder {};
  if (::stat(path.c_str(), &file) != 0 || ::stat(folder_of(path).c_str(), &folder) != 0) return;
  const uid_t user = ::geteuid();
  SPARSECONV_THROW_IF(
      (folder.st_mode & S_ISVTX) != 0 && user != 0 && file.st_uid != user && folder.st_uid != user,
      system,
      path +
          ": cannot be replaced: it belongs to another user, and in this folder "
          "only the owner of a file may do that");
}

}  // namespace

void check_target(const std::string& path) {
  std::error_code error;
  const fs::file_status status = fs::status(path, error);
  SPARSECONV_THROW_IF(fs::is_directory(status) || fs::path(path).filename().empty(), system,
                      path + ": cannot be written: is a folder");
  SPARSECONV_THROW_IF(fs::exists(status) && !fs::is_regular_file(status), system,
                      path + ": cannot be replaced: is not an ordinary file");
  const bool exists = fs::exists(folder_of(path), error);
  SPARSECONV_THROW_IF(error, system, path + ": cannot be written: " + error.message());
  SPARSECONV_THROW_IF(!exists, system,
                      path + ": cannot be written: there is no folder " + folder_of(path));
  check_owner(path);
}

PartialFile::PartialFile(const std::string& final_name) : final_name_(final_name) {
  check_target(final_name);
  folder_.emplace(final_name);
  make(folder_->file());
}

PartialFile::PartialFile(const std::string& final_name, const std::string& temporary_name)
    : final_name_(final_name) {
  check_target(final_name);
  ::unlink(temporary_name.c_str());  // it may be a second name of a file that is complete
  make(temporary_name);
}

/// Makes a file that did not exist before. While it is written, nobody else may read what they may
/// not read in the file that it is to replace.
void PartialFile::make(const std::string& name) {
  const bool replaces = ::access(final_name_.c_str(), F_OK) == 0;
  const FileDescriptor file(name, O_CREAT | O_EXCL | O_WRONLY, replaces ? 0600 : 0666);
  SPARSECONV_THROW_IF(!file.is_open(), system,
                      final_name_ + ": cannot be written: " + std::strerror(errno));
  name_ = name;
  take_attributes(file, final_name_, S_IRUSR | S_IWUSR);
}

PartialFile::~PartialFile() {
  if (!name_.empty()) ::unlink(name_.c_str());
}

void PartialFile::begin_sync() {
  constexpr std::int64_t worth_a_thread = std::int64_t(32) << 20;
  std::error_code error;
  const auto size = static_cast<std::int64_t>(fs::file_size(name_, error));
  const std::int64_t first = begun_to_, n = size - first;
  if (error || n < worth_a_thread) return;
  if (begun_.valid() && begun_.wait_for(std::chrono::seconds(0)) == std::future_status::timeout)
    return;
  try {
    begun_ = std::async(std::launch::async, [file = FileDescriptor(name_, O_RDONLY), first, n] {
      file.begin_sync(first, n);
    });
    begun_to_ = size;
  } catch (const std::system_error&) {  // the system has no thread to give: commit() does it all
  }
}

std::int64_t PartialFile::commit(const BeforeRename& before_rename) {
  sync(name_);
  before_rename();
  const std::int64_t size = rename();
  sync_folder(folder_of(final_name_));
  return size;
}

std::int64_t PartialFile::rename() {
  take_attributes(FileDescriptor(name_, O_RDONLY), final_name_);
  std::error_code error;
  const auto size = fs::file_size(name_, error);
  if (!error) fs::rename(name_, final_name_, error);
  SPARSECONV_THROW_IF(error, system, final_name_ + ": cannot be written: " + error.message());
  name_.clear();
  folder_.reset();
  return static_cast<std::int64_t>(size);
}

}  // namespace SparseConv::io
