#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <SparseConv/Error.hpp>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <io/files/ByteFile.hpp>

namespace SparseConv::io {
namespace {

namespace fs = std::filesystem;

std::string reason() { return std::strerror(errno); }

std::string refusal(const std::string& folder) {
  return folder + ": cannot hold temporary files, set TMPDIR to another folder: ";
}

fs::path temporary_folder() {
  const char* const name = std::getenv("TMPDIR");
  const fs::path folder = name == nullptr || *name == '\0' ? "/tmp" : name;
  std::error_code error;
  SPARSECONV_THROW_IF(!fs::is_directory(folder, error), system,
                      refusal(folder.string()) + "it is no folder");
  return folder;
}

}  // namespace

ByteFile::ByteFile(const std::string& path) : file_(path, O_RDONLY), name_(path) {
  SPARSECONV_THROW_IF(!file_.is_open(), system, name_ + ": cannot be opened: " + reason());
}

ByteFile::ByteFile() {
  const fs::path folder = temporary_folder();
  name_ = (folder / "sparseconv-XXXXXX").string();
  file_ = FileDescriptor(::mkostemp(name_.data(), O_CLOEXEC));
  SPARSECONV_THROW_IF(!file_.is_open(), system, refusal(folder) + reason());
  ::unlink(name_.c_str());
}

std::int64_t ByteFile::size() const {
  struct stat file {};
  SPARSECONV_THROW_IF(::fstat(file_.number(), &file) != 0, system,
                      name_ + ": cannot be looked up: " + reason());
  return file.st_size;
}

void ByteFile::read(std::int64_t first, std::int64_t n, void* bytes) const {
  auto* next = static_cast<char*>(bytes);
  while (n > 0) {
    const ssize_t done = repeat_if_interrupted(
        [&] { return ::pread(file_.number(), next, static_cast<std::size_t>(n), first); });
    SPARSECONV_THROW_IF(done < 0, system, name_ + ": cannot be read: " + reason());
    SPARSECONV_THROW_IF(done == 0, input, name_ + ": ends too early: the file is incomplete");
    next += done;
    first += done;
    n -= done;
  }
}

void ByteFile::append(const void* bytes, std::int64_t n) {
  SPARSECONV_THROW_IF(
      !file_.write(bytes, static_cast<std::size_t>(n)), system,
      name_ + ": cannot be written: " + reason() + ": set TMPDIR to a folder with more room");
}

bool begins_with(const std::string& path, std::string_view start) {
  std::string bytes(start.size(), '\0');
  std::ifstream file(path, std::ios::binary);
  file.read(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  return file && bytes == start;
}

}  // namespace SparseConv::io
