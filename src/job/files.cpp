#include <fcntl.h>
#include <unistd.h>

#include <SparseConv/Error.hpp>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <io/files/FileDescriptor.hpp>
#include <io/files/PartialFile.hpp>
#include <job/files.hpp>

namespace SparseConv::job {

namespace fs = std::filesystem;

std::string read_file(const std::string& path) {
  const io::FileDescriptor file(path, O_RDONLY);
  if (!file.is_open() && errno == ENOENT) return "";
  std::string text;
  char piece[1 << 16];
  ssize_t n = file.is_open() ? 0 : -1;
  const auto read = [&] { return ::read(file.number(), piece, sizeof piece); };
  while (n >= 0 && (n = io::repeat_if_interrupted(read)) > 0)
    text.append(piece, static_cast<std::size_t>(n));
  SPARSECONV_THROW_IF(n < 0, system, path + ": cannot be read: " + std::strerror(errno));
  return text;
}

void write_file(const std::string& path, const std::string& text) {
  io::PartialFile file(path, path + ".partial");
  append_to_file(file.name(), text, Sync::later);
  file.commit();
}

void append_to_file(const std::string& path, const std::string& text, Sync sync) {
  const io::FileDescriptor file(path, O_WRONLY | O_APPEND | O_CREAT);
  const bool written = file.is_open() && file.write(text.data(), text.size()) &&
                       (sync == Sync::later || file.sync());
  SPARSECONV_THROW_IF(!written, system, path + ": cannot be written: " + std::strerror(errno));
}

std::vector<std::string> names_in_folder(const std::string& folder) {
  std::vector<std::string> names;
  std::error_code error;
  for (fs::directory_iterator entry(folder, error), end; !error && entry != end;
       entry.increment(error))
    names.push_back(entry->path().filename().string());
  SPARSECONV_THROW_IF(error && error != std::errc::no_such_file_or_directory, system,
                      folder + ": cannot be read: " + error.message());
  return names;
}

}  // namespace SparseConv::job
