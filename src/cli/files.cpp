#include "files.hpp"

#include <unistd.h>

#include <SparseConv/Error.hpp>
#include <SparseConv/io/paths.hpp>
#include <cerrno>
#include <cstring>
#include <filesystem>

namespace SparseConv::cli {
namespace {

namespace fs = std::filesystem;

/// Also for files that do not exist yet.
bool same_file(const std::string& a, const std::string& b) {
  std::error_code ignored;
  return io::same_file(a, b) ||
         fs::weakly_canonical(a, ignored) == fs::weakly_canonical(b, ignored);
}

/// The path behind links, if a regular file can be or come to be there: what gives a file another's
/// name must not do so to a device, to a folder, or to `/dev/stdout`.
std::string replaceable(const std::string& path) {
  std::error_code failed;
  const fs::file_status status = fs::status(path, failed);
  SPARSECONV_THROW_IF(fs::exists(status) && !fs::is_regular_file(status), system,
                      path + ": exists and is no regular file, it is not replaced");
  const fs::path resolved = fs::weakly_canonical(path, failed);
  return failed ? path : resolved.string();
}

}  // namespace

void refuse_overwriting(const std::string& output, const std::vector<std::string>& others) {
  const std::string file = io::split_path(output).file;
  for (const std::string& other : others)
    SPARSECONV_THROW_IF(same_file(file, io::split_path(other).file), input,
                        output + ": this output is the file " + other + " itself, name another");
}

NewFile::NewFile(const std::string& path)
    : path_(replaceable(path)), temporary_(path_ + ".tmp-" + std::to_string(::getpid())) {
  stream_ = std::fopen(temporary_.c_str(), "wbx");
  throw_if(stream_ == nullptr);
}

NewFile::~NewFile() {
  if (stream_ == nullptr) return;
  std::fclose(stream_);
  std::remove(temporary_.c_str());
}

void NewFile::commit() {
  throw_if(std::ferror(stream_) != 0 || std::fflush(stream_) != 0);
  throw_if(::fsync(::fileno(stream_)) != 0);
  throw_if(std::rename(temporary_.c_str(), path_.c_str()) != 0);
  std::fclose(stream_);
  stream_ = nullptr;
}

void NewFile::throw_if(bool failed) const {
  SPARSECONV_THROW_IF(failed, system,
                      path_ + ": the file cannot be written: " + std::strerror(errno));
}

}  // namespace SparseConv::cli
