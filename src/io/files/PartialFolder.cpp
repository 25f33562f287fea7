#include <sys/stat.h>
#include <unistd.h>

#include <SparseConv/Error.hpp>
#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <io/files/PartialFolder.hpp>
#include <io/files/hidden_name.hpp>

namespace SparseConv::io {
namespace {

namespace fs = std::filesystem;

/// The hidden folders of one file are numbered from 0.
std::string numbered_folder(const std::string& final_name, int number) {
  return hidden_name(final_name, std::to_string(number));
}

std::string file_in(const std::string& folder, const std::string& final_name) {
  return folder + "/" + fs::path(final_name).filename().string();
}

/// Whether a folder holds one file at most, and that has this name.
bool holds_only(const std::string& folder, const std::string& file) {
  return std::all_of(fs::directory_iterator(folder), fs::directory_iterator(),
                     [&](const fs::directory_entry& entry) { return entry.path() == file; });
}

bool is_there(const std::string& path) {
  std::error_code ignored;
  return fs::exists(fs::symlink_status(path, ignored));
}

/// Whether this is a folder itself, and no link to one.
bool is_folder(const std::string& path) {
  std::error_code ignored;
  return fs::is_directory(fs::symlink_status(path, ignored));
}

/// Removes a folder that was left.
void remove_leftover(const std::string& folder, const std::string& file) noexcept {
  try {
    if (!is_folder(folder)) return;
    const FolderLock lock(folder, FolderLock::exclusive, FolderLock::none);
    if (!lock.held() || !holds_only(folder, file)) return;
    ::unlink(file.c_str());
    ::rmdir(folder.c_str());
  } catch (const std::exception&) {  // it is gone, or may not be read
  }
}

/// Removes the folders that were left, from a number on.
void remove_leftovers_from(const std::string& final_name, int number) {
  for (;; ++number) {
    const std::string folder = numbered_folder(final_name, number);
    if (!is_there(folder)) return;
    remove_leftover(folder, file_in(folder, final_name));
  }
}

}  // namespace

PartialFolder::PartialFolder(const std::string& final_name) {
  int number = 0;
  for (;; ++number) {
    path_ = numbered_folder(final_name, number);
    file_ = file_in(path_, final_name);
    remove_leftover(path_, file_);
    if (make(path_)) break;
    SPARSECONV_THROW_IF(errno != EEXIST, system,
                        final_name + ": cannot be written: " + std::strerror(errno));
  }
  remove_leftovers_from(final_name, number + 1);
}

PartialFolder::~PartialFolder() { ::rmdir(path_.c_str()); }

/// Makes a folder and locks it. \return whether there is a folder of this object now; if not,
/// `errno` says why, EEXIST also where another program takes it for one that was left
bool PartialFolder::make(const std::string& path) {
  if (::mkdir(path.c_str(), 0777) != 0) return false;
  lock_ = FolderLock(path, FolderLock::exclusive, FolderLock::none);
  if (!lock_.refused() && lock_.is_current(path)) return true;
  errno = EEXIST;
  return false;
}

void remove_leftovers(const std::string& final_name) noexcept {
  try {
    remove_leftovers_from(final_name, 0);
  } catch (const std::exception&) {  // no memory: they stay for the next program
  }
}

}  // namespace SparseConv::io
