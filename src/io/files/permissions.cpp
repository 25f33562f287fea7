#include <sys/stat.h>
#include <sys/xattr.h>
#include <unistd.h>

#include <io/files/permissions.hpp>
#include <starts_with.hpp>
#include <string>
#include <vector>

namespace SparseConv::io {
namespace {

/// Gives a file or folder another group. \return whether it has that group now
bool give_group(const FileDescriptor& file, const struct stat& state, gid_t group) {
  return state.st_gid == group || ::fchown(file.number(), static_cast<uid_t>(-1), group) == 0;
}

/// The names of the extended attributes of a file.
std::vector<std::string> extended_attributes(const std::string& path) {
  const ssize_t size = ::listxattr(path.c_str(), nullptr, 0);
  if (size <= 0) return {};
  std::string all(static_cast<std::size_t>(size), '\0');
  const ssize_t length = ::listxattr(path.c_str(), all.data(), all.size());
  std::vector<std::string> names;
  for (std::size_t i = 0; length > 0 && i < static_cast<std::size_t>(length);
       i += names.back().size() + 1)
    names.emplace_back(all.data() + i);
  return names;
}

bool copy_extended_attribute(const FileDescriptor& file, const std::string& from,
                             const char* name) {
  const ssize_t size = ::getxattr(from.c_str(), name, nullptr, 0);
  if (size < 0) return false;
  std::vector<char> value(static_cast<std::size_t>(size));
  const ssize_t length = ::getxattr(from.c_str(), name, value.data(), value.size());
  return length >= 0 &&
         ::fsetxattr(file.number(), name, value.data(), static_cast<std::size_t>(length), 0) == 0;
}

/// Copies the extended attributes of a file that are the user's, as far as the system allows:
/// others are of a file system, which has in them where on its disks the file lies, for example.
/// \return false if the file has an access control list that could not be copied. The permissions
///         of its group are those of all whom the list names, then.
bool copy_extended_attributes(const FileDescriptor& file, const std::string& from) {
  bool right = true;
  for (const std::string& name : extended_attributes(from)) {
    const bool is_access_list = name == "system.posix_acl_access";
    if (!is_access_list && !starts_with(name, "user.")) continue;
    const bool copied = copy_extended_attribute(file, from, name.c_str());
    if (is_access_list) right = copied;
  }
  return right;
}

/// What the system says of two files. \return whether both are there
bool look_up(const FileDescriptor& file, struct stat& own, const std::string& replaced,
             struct stat& old) {
  return ::fstat(file.number(), &own) == 0 && ::stat(replaced.c_str(), &old) == 0;
}

}  // namespace

void take_attributes(const FileDescriptor& file, const std::string& replaced, mode_t more) {
  struct stat own {};
  struct stat old {};
  if (!look_up(file, own, replaced, old)) return;
  mode_t mode = (old.st_mode & 0777) | more;
  const bool has_group = give_group(file, own, old.st_gid);
  if (!copy_extended_attributes(file, replaced) || !has_group)
    mode &= ~static_cast<mode_t>(S_IRWXG);
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
