#include <fcntl.h>
#include <unistd.h>

#include <io/files/FileDescriptor.hpp>

namespace SparseConv::io {
namespace {

/// Calls `write(done)`, which writes bytes from number `done` on, until all `n` are written.
template <class Write>
bool write_all(std::size_t n, const Write& write) {
  for (std::size_t done = 0; done < n;) {
    const ssize_t written = repeat_if_interrupted([&] {
      errno = ENOSPC;  // a write of nothing gives no reason
      return write(done);
    });
    if (written <= 0) return false;
    done += static_cast<std::size_t>(written);
  }
  return true;
}

}  // namespace

FileDescriptor::FileDescriptor(const std::string& path, int flags, unsigned permissions)
    : number_(repeat_if_interrupted(
          [&] { return ::open(path.c_str(), flags | O_CLOEXEC, permissions); })) {}

FileDescriptor::~FileDescriptor() {
  if (number_ >= 0) ::close(number_);
}

bool write_all(int number, const void* bytes, std::size_t n) {
  return write_all(n, [&](std::size_t done) {
    return ::write(number, static_cast<const char*>(bytes) + done, n - done);
  });
}

bool FileDescriptor::write(const void* bytes, std::size_t n) const {
  return write_all(number_, bytes, n);
}

bool FileDescriptor::write_at(std::int64_t position, const void* bytes, std::size_t n) const {
  return write_all(n, [&](std::size_t done) {
    return ::pwrite(number_, static_cast<const char*>(bytes) + done, n - done,
                    position + static_cast<std::int64_t>(done));
  });
}

void FileDescriptor::begin_sync(std::int64_t position, std::int64_t n) const {
#ifdef SYNC_FILE_RANGE_WRITE  // Linux
  ::sync_file_range(number_, position, n, SYNC_FILE_RANGE_WRITE);
#endif
}

bool FileDescriptor::sync() const {
  const bool synced = repeat_if_interrupted([&] { return ::fsync(number_); }) == 0;
  return synced || errno == EINVAL;  // EINVAL: there is no such thing for this file
}

}  // namespace SparseConv::io
