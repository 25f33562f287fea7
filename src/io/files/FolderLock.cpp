#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>

#include <SparseConv/Error.hpp>
#include <cerrno>
#include <chrono>
#include <cstring>
#include <io/files/FolderLock.hpp>
#include <thread>

namespace SparseConv::io {

FolderLock::FolderLock(const std::string& folder, Kind kind, Patience patience)
    : folder_(folder, O_RDONLY | O_DIRECTORY) {
  if (!folder_.is_open() && errno == ENOENT) return;
  SPARSECONV_THROW_IF(!folder_.is_open(), system,
                      folder + ": cannot be entered: " + std::strerror(errno));
  const int operation = (kind == shared ? LOCK_SH : LOCK_EX) | LOCK_NB;
  const auto lock = [&] { return ::flock(folder_.number(), operation); };
  const int trials = patience == none ? 1 : 50;
  for (int i = 0; i < trials; ++i) {
    const bool locked = repeat_if_interrupted(lock) == 0;
    state_ = locked ? State::held : errno == EWOULDBLOCK ? State::refused : State::unknown;
    if (!refused() || trials == 1) break;
    std::this_thread::sleep_for(std::chrono::milliseconds(100));
  }
}

bool FolderLock::is_current(const std::string& folder) const {
  struct stat locked {};
  struct stat named {};
  return ::fstat(folder_.number(), &locked) == 0 && ::stat(folder.c_str(), &named) == 0 &&
         locked.st_ino == named.st_ino && locked.st_dev == named.st_dev;
}

}  // namespace SparseConv::io
