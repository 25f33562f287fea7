#include <sys/stat.h>

#include <SparseConv/Error.hpp>
#include <SparseConv/io/SourceFile.hpp>
#include <cerrno>
#include <cstring>
#include <filesystem>

namespace SparseConv::io {
namespace {

namespace fs = std::filesystem;

/// Looks up a file. \return false if there is none of that name
bool look_up(const std::string& name, struct stat& file) {
  if (::stat(name.c_str(), &file) == 0) return true;
  SPARSECONV_THROW_IF(errno != ENOENT && errno != ENOTDIR, system,
                      name + ": cannot be looked up: " + std::strerror(errno));
  return false;
}

/// The file of that name; `path` is left empty.
SourceFile describe(const std::string& name, const struct stat& file) {
  return {name,         "",
          file.st_dev,  file.st_ino,
          file.st_size, std::int64_t{file.st_mtim.tv_sec} * 1'000'000'000 + file.st_mtim.tv_nsec};
}

/// How a file differs from what it was; empty if it does not.
std::string change(const SourceFile& then) {
  struct stat file {};
  if (!look_up(then.name, file)) return "it is gone";
  const SourceFile now = describe(then.name, file);
  if (!same_file(now, then)) return "another file has its name";
  if (now.bytes != then.bytes)
    return "it has " + std::to_string(now.bytes) + " bytes, not " + std::to_string(then.bytes);
  return now.modified == then.modified ? "" : "it was written to";
}

}  // namespace

SourceFile source_file(const std::string& path) {
  SPARSECONV_THROW_IF(path.empty(), input, "a file without a name cannot be read");
  std::error_code error;
  const std::string name = fs::absolute(path, error).string();
  SPARSECONV_THROW_IF(error, system, path + ": cannot be looked up: " + error.message());
  struct stat file {};
  SPARSECONV_THROW_IF(!look_up(name, file), input, path + ": there is no such file");
  SourceFile result = describe(name, file);
  result.path = fs::canonical(name, error).string();
  SPARSECONV_THROW_IF(error, system, path + ": cannot be looked up: " + error.message());
  return result;
}

void check_unchanged(const std::vector<SourceFile>& files) {
  for (const SourceFile& file : files) {
    const std::string what = change(file);
    SPARSECONV_THROW_IF(!what.empty(), input,
                        file.name + ": was changed while it was read (" + what +
                            "): leave it as it is, and try again");
  }
}

}  // namespace SparseConv::io
