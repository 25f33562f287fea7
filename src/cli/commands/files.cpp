#include "commands/files.hpp"

#include <SparseConv/Error.hpp>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <io/files/find_file.hpp>
#include <map>

namespace SparseConv::cli {
namespace {

namespace fs = std::filesystem;

/// The one path of a file, which may not exist yet, at the end of links.
std::string full_path(const std::string& path) {
  std::error_code ignored;
  return fs::weakly_canonical(fs::absolute(io::follow_links(path), ignored), ignored).string();
}

/// A name that two paths have in common if they lead to the same file, hard links included.
std::string identity(const std::string& path) {
  if (const auto file = io::find_file(path))
    return std::to_string(file->device) + ":" + std::to_string(file->inode);
  return full_path(path);
}

/// Refuses a name that a file must not get: of a device, of a folder, `/dev/stdout`; and of a file
/// of another kind, unless that may be overwritten.
void check_replaceable(const std::string& path, const FileKind& kind, bool overwrite) {
  io::check_target(path);
  if (!overwrite) check_kind(path, kind);
}

}  // namespace

void refuse_overwriting(const std::vector<std::string>& outputs,
                        const std::vector<std::string>& others) {
  std::map<std::string, std::string> by_identity;
  for (const std::string& other : others) by_identity.emplace(identity(other), other);
  for (const std::string& output : outputs) {
    const auto same = by_identity.find(identity(output));
    SPARSECONV_THROW_IF(same != by_identity.end(), input,
                        output + ": this output is the file " + same->second +
                            " itself, which is read meanwhile, name another file");
  }
}

void refuse_one_file_for_two(const std::vector<std::string>& outputs) {
  // A result replaces a path, and not what the path leads to.
  std::map<std::string, std::string> by_path;
  for (const std::string& output : outputs) {
    const auto [other, is_new] = by_path.emplace(full_path(output), output);
    SPARSECONV_THROW_IF(!is_new, input,
                        other->second + " and " + output +
                            " lead to one file, which cannot hold two results: remove one of the "
                            "links");
  }
}

NewFile::NewFile(const std::string& path, const FileKind& kind, bool overwrite)
    : kind_(kind), overwrite_(overwrite) {
  if (path == "-") {
    stream_ = stdout;
    return;
  }
  check_replaceable(path, kind, overwrite);
  file_.emplace(io::follow_links(path));
  stream_ = std::fopen(file_->name().c_str(), "wb");
  throw_if(stream_ == nullptr);
}

NewFile::~NewFile() {
  if (stream_ != nullptr && stream_ != stdout) std::fclose(stream_);
}

void NewFile::commit() {
  if (stream_ == stdout) return;
  throw_if(std::ferror(stream_) != 0 || std::fflush(stream_) != 0);
  check_replaceable(file_->final_name(), kind_, overwrite_);  // it may have been made meanwhile
  file_->commit();
}

void NewFile::throw_if(bool failed) const {
  SPARSECONV_THROW_IF(failed, system,
                      file_->final_name() + ": cannot be written: " + std::strerror(errno));
}

}  // namespace SparseConv::cli
