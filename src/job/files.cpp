#include <fcntl.h>

#include <SparseConv/Error.hpp>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <io/FileDescriptor.hpp>
#include <io/PartialFile.hpp>
#include <job/files.hpp>
#include <sstream>

namespace SparseConv::job {

namespace fs = std::filesystem;

std::string read_file(const std::string& path) {
  std::ostringstream text;
  text << std::ifstream(path, std::ios::binary).rdbuf();
  return text.str();
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
  return names;
}

}  // namespace SparseConv::job
