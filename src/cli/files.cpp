#include "files.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <SparseConv/Error.hpp>
#include <SparseConv/io/paths.hpp>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <sstream>

namespace SparseConv::cli {
namespace {

namespace fs = std::filesystem;

/// The file that a path leads to, through links, also to a file that does not exist yet.
fs::path followed(const std::string& path) {
  constexpr int most_links = 40;  // as Linux has it
  fs::path file = path;
  std::error_code ignored;
  for (int links = 0; fs::is_symlink(file, ignored); ++links) {
    SPARSECONV_THROW_IF(links == most_links, system, path + ": leads through too many links");
    file = file.parent_path() / fs::read_symlink(file, ignored);
  }
  return file;
}

/// Also for files that do not exist yet.
bool same_file(const std::string& a, const std::string& b) {
  std::error_code ignored;
  return io::same_file(a, b) ||
         fs::weakly_canonical(followed(a), ignored) == fs::weakly_canonical(followed(b), ignored);
}

}  // namespace

void refuse_overwriting(const std::string& output, const std::vector<std::string>& others) {
  const std::string file = io::split_path(output).file;
  for (const std::string& other : others)
    SPARSECONV_THROW_IF(same_file(file, io::split_path(other).file), input,
                        output + ": this output is the file " + other + " itself, name another");
}

/// What gives a file another's name must not do so to a device, to a folder, or to `/dev/stdout`.
void check_replaceable(const std::string& path) {
  std::error_code ignored;
  const fs::file_status status = fs::status(path, ignored);
  SPARSECONV_THROW_IF(fs::exists(status) && !fs::is_regular_file(status), system,
                      path + ": exists and is no regular file, it is not replaced");
  SPARSECONV_THROW_IF(!fs::path(path).has_filename(), system, path + ": is the name of a folder");
}

std::string read_file(const std::string& path) {
  std::ostringstream text;
  text << std::ifstream(path, std::ios::binary).rdbuf();
  return text.str();
}

void write_file(const std::string& path, const std::string& text) {
  NewFile file(path);
  std::fputs(text.c_str(), file.stream());
  file.commit();
}

void append_to_file(const std::string& path, const std::string& text) {
  errno = 0;
  const int file = ::open(path.c_str(), O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0666);
  const auto length = static_cast<ssize_t>(text.size());
  const bool written =
      file >= 0 && ::write(file, text.data(), text.size()) == length && ::fsync(file) == 0;
  const int reason = errno == 0 ? ENOSPC : errno;  // a write that comes short gives none
  if (file >= 0) ::close(file);
  SPARSECONV_THROW_IF(!written, system, path + ": cannot be written: " + std::strerror(reason));
}

void rename_file(const std::string& from, const std::string& to) {
  const std::string folder = fs::path(to).parent_path().string();
  const int descriptor = ::open(folder.empty() ? "." : folder.c_str(), O_RDONLY | O_CLOEXEC);
  const bool renamed = std::rename(from.c_str(), to.c_str()) == 0 &&
                       (descriptor < 0 || ::fsync(descriptor) == 0 || errno == EINVAL);
  const int reason = errno;
  if (descriptor >= 0) ::close(descriptor);
  SPARSECONV_THROW_IF(!renamed, system, to + ": cannot be written: " + std::strerror(reason));
}

NewFile::NewFile(const std::string& path) { open(path); }

NewFile::NewFile(const std::string& path, const FileKind& kind, bool overwrite) {
  if (path == "-") {
    stream_ = stdout;
    return;
  }
  if (!overwrite) check_kind(path, kind);
  open(path);
}

NewFile::~NewFile() {
  if (stream_ == nullptr || stream_ == stdout) return;
  std::fclose(stream_);
  std::remove(temporary_.c_str());
}

void NewFile::open(const std::string& path) {
  check_replaceable(path);
  path_ = followed(path).string();
  temporary_ = path_ + ".tmp-" + std::to_string(::getpid());
  stream_ = std::fopen(temporary_.c_str(), "wbx");
  throw_if(stream_ == nullptr);
}

void NewFile::commit() {
  if (stream_ == stdout) return;
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
