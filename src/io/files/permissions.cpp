#include <sys/stat.h>
#include <unistd.h>

#include <io/files/permissions.hpp>

namespace SparseConv::io {
namespace {

/// Gives a file or folder another group. \return whether it has that group now
bool give_group(const FileDescriptor& file, const struct stat& state, gid_t group) {
  return state.st_gid == group || ::fchown(file.number(), static_cast<uid_t>(-1), group) == 0;
}

/// What the system says of two files. \return whether both are there
bool look_up(const FileDescriptor& file, struct stat& own, const std::string& replaced,
             struct stat& old) {
  return ::fstat(file.number(), &own) == 0 && ::stat(replaced.c_str(), &old) == 0;
}

}  // namespace

void take_permissions(const FileDescriptor& file, const std::string& replaced, mode_t more) {
  struct stat own {};
  struct stat old {};
  if (!look_up(file, own, replaced, old)) return;
  mode_t mode = (old.st_mode & 0777) | more;
  if (!give_group(file, own, old.st_gid)) mode &= ~static_cast<mode_t>(S_IRWXG);
  ::fchmod(file.number(), mode);
}

void keep_out(const FileDescriptor& folder, const std::string& replaced) {
  struct stat own {};
  struct stat old {};
  if (!look_up(folder, own, replaced, old)) return;
  mode_t taken = 0;
  if (!give_group(folder, own, old.st_gid) || (old.st_mode & S_IRGRP) == 0) taken |= S_IRWXG;
  if ((old.st_mode & S_IROTH) == 0) taken |= S_IRWXO;
  ::fchmod(folder.number(), own.st_mode & 07777 & ~taken);
}

}  // namespace SparseConv::io
