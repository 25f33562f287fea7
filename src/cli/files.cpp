#include "files.hpp"

#include <SparseConv/Error.hpp>
#include <SparseConv/io/paths.hpp>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <io/find_file.hpp>

namespace SparseConv::cli {
namespace {

namespace fs = std::filesystem;

/// Whether two paths mean the same file, which may not exist yet.
bool same_file(const std::string& a, const std::string& b) {
  std::error_code ignored;
  return io::same_file(a, b) || fs::weakly_canonical(io::follow_links(a), ignored) ==
                                    fs::weakly_canonical(io::follow_links(b), ignored);
}

/// Refuses a name that a file must not get: of a device, of a folder, `/dev/stdout`; and of a file
/// of another kind, unless that may be overwritten.
void check_replaceable(const std::string& path, const FileKind& kind, bool overwrite) {
  std::error_code ignored;
  const fs::file_status status = fs::status(path, ignored);
  SPARSECONV_THROW_IF(fs::exists(status) && !fs::is_regular_file(status), system,
                      path + ": exists and is no regular file, it is not replaced");
  SPARSECONV_THROW_IF(!fs::path(path).has_filename(), system, path + ": is the name of a folder");
  if (!overwrite) check_kind(path, kind);
}

}  // namespace

void refuse_overwriting(const std::string& file, const std::vector<std::string>& others) {
  for (const std::string& other : others)
    SPARSECONV_THROW_IF(same_file(file, io::split_path(other).file), input,
                        file + ": this output is the file " + other + " itself, name another");
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
