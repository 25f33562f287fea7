#include <fcntl.h>
#include <linux/fs.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <SparseConv/Error.hpp>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <io/files/FileDescriptor.hpp>
#include <io/files/copy_file.hpp>

namespace SparseConv::io {
namespace {

namespace fs = std::filesystem;

void check_room(const std::string& from, const std::string& to) {
  std::error_code unknown_size, unknown_room;  // in which case copying finds out
  const std::uintmax_t needed = fs::file_size(from, unknown_size);
  const std::uintmax_t room = fs::space(to, unknown_room).available;
  SPARSECONV_THROW_IF(!unknown_size && !unknown_room && needed > room, system,
                      from + ": what it holds besides is kept in a copy, which takes " +
                          std::to_string(needed) + " bytes beside it, but the disk has " +
                          std::to_string(room) + ": make room, or name another output");
}

/// Copies without the bytes passing through this process. \return whether that was possible
bool copy_in_kernel(int from, int to) {
  constexpr std::size_t piece = std::size_t(1) << 30;
  const auto copy_piece = [&] { return ::copy_file_range(from, nullptr, to, nullptr, piece, 0); };
  ssize_t copied = repeat_if_interrupted(copy_piece);
  if (copied == 0) return false;  // some file systems say so of files that are not empty
  while (copied > 0) copied = repeat_if_interrupted(copy_piece);
  return copied == 0;
}

}  // namespace

void copy_file(const std::string& from, const std::string& to) {
  const auto throw_if = [&](bool failed, const std::string& reason) {
    SPARSECONV_THROW_IF(failed, system, from + ": cannot be copied to " + to + ": " + reason);
  };
  const FileDescriptor source(from, O_RDONLY);
  throw_if(!source.is_open(), std::strerror(errno));
  const FileDescriptor target(to, O_WRONLY);
  throw_if(!target.is_open(), std::strerror(errno));
  const auto share_blocks = [&] { return ::ioctl(target.number(), FICLONE, source.number()); };
  if (repeat_if_interrupted(share_blocks) == 0) return;
  check_room(from, to);
  errno = 0;
  if (copy_in_kernel(source.number(), target.number())) return;
  throw_if(errno == ENOSPC || errno == EDQUOT || errno == EIO, std::strerror(errno));
  std::error_code error;  // not between these file systems
  fs::copy_file(from, to, fs::copy_options::overwrite_existing, error);
  throw_if(static_cast<bool>(error), error.message());
}

}  // namespace SparseConv::io
