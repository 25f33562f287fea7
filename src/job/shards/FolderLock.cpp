#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <SparseConv/Error.hpp>
#include <cerrno>
#include <chrono>
#include <cstring>
#include <job/shards/FolderLock.hpp>
#include <thread>
#include <utility>

namespace SparseConv::job {

FolderLock::FolderLock(const std::string& folder, Kind kind)
    : descriptor_(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC)) {
  SPARSECONV_THROW_IF(descriptor_ < 0, system,
                      folder + ": cannot be entered: " + std::strerror(errno));
  constexpr int trials = 50;
  for (int i = 0; i < trials; ++i) {
    const bool locked = ::flock(descriptor_, (kind == shared ? LOCK_SH : LOCK_EX) | LOCK_NB) == 0;
    state_ = locked ? State::held : errno == EWOULDBLOCK ? State::refused : State::none;
    if (!refused()) break;
    std::this_thread::sleep_for(std::chrono::milliseconds(100));
  }
}

FolderLock::~FolderLock() {
  if (descriptor_ >= 0) ::close(descriptor_);
}

FolderLock::FolderLock(FolderLock&& other) noexcept
    : descriptor_(std::exchange(other.descriptor_, -1)),
      state_(std::exchange(other.state_, State::none)) {}

FolderLock& FolderLock::operator=(FolderLock&& other) noexcept {
  std::swap(descriptor_, other.descriptor_);
  std::swap(state_, other.state_);
  return *this;
}

bool FolderLock::is_current(const std::string& folder) const {
  struct stat locked {};
  struct stat named {};
  return ::fstat(descriptor_, &locked) == 0 && ::stat(folder.c_str(), &named) == 0 &&
         locked.st_ino == named.st_ino && locked.st_dev == named.st_dev;
}

}  // namespace SparseConv::job
