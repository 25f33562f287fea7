// A library to be preloaded, which makes a write to a file in the folder FAIL_FOLDER fail. The
// number of the write is FAIL_WRITE, counted from 1 in each process; under mpirun the write fails
// only on the rank FAIL_RANK. FAIL_HOW says how:
//   full   the disk stays full
//   error  the disk fails once
//   short  once, only half of the data is written
// When the process ends well, the file FAIL_COUNT has the number of writes.
#include <dlfcn.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <string>

namespace {

std::string setting(const char* name) {
  const char* text = std::getenv(name);
  return text == nullptr ? "" : text;
}

long number = 0;

/// Whether this process is the chosen rank. mpirun itself has no rank, and is not chosen.
bool is_chosen() {
  static const bool chosen = setting("FAIL_RANK") == setting("OMPI_COMM_WORLD_RANK");
  return chosen;
}

bool is_in_folder(int file) {
  static const std::string folder = setting("FAIL_FOLDER");
  char path[4096] = "";
  const std::string link = "/proc/self/fd/" + std::to_string(file);
  return !folder.empty() && ::readlink(link.c_str(), path, sizeof path - 1) > 0 &&
         std::strncmp(path, folder.c_str(), folder.size()) == 0;
}

/// Calls `write(length)`, unless this is the write that has to fail.
template <class Write>
ssize_t count(int file, std::size_t length, const Write& write) {
  static const long chosen = std::atol(setting("FAIL_WRITE").c_str());
  static const std::string how = setting("FAIL_HOW");
  if (!is_chosen() || !is_in_folder(file)) return write(length);
  ++number;
  if (how == "short") return write(number == chosen && length > 1 ? length / 2 : length);
  const bool fails = how == "full" ? number >= chosen : number == chosen;
  if (!fails) return write(length);
  errno = how == "full" ? ENOSPC : EIO;
  return -1;
}

struct Count {
  ~Count() {
    const std::string file = setting("FAIL_COUNT");
    if (is_chosen() && !file.empty()) std::ofstream(file) << number;
  }
};
const Count count_at_end;

template <class Function>
Function* next(Function*, const char* name) {
  return reinterpret_cast<Function*>(::dlsym(RTLD_NEXT, name));
}

}  // namespace

extern "C" {

ssize_t write(int file, const void* bytes, std::size_t length) {
  static const auto original = next(&::write, "write");
  return count(file, length, [&](std::size_t n) { return original(file, bytes, n); });
}

ssize_t pwrite(int file, const void* bytes, std::size_t length, off_t at) {
  static const auto original = next(&::pwrite, "pwrite");
  return count(file, length, [&](std::size_t n) { return original(file, bytes, n, at); });
}

ssize_t pwrite64(int file, const void* bytes, std::size_t length, off64_t at) {
  static const auto original = next(&::pwrite64, "pwrite64");
  return count(file, length, [&](std::size_t n) { return original(file, bytes, n, at); });
}

int fsync(int file) {
  static const auto original = next(&::fsync, "fsync");
  return static_cast<int>(count(file, 0, [&](std::size_t) { return original(file); }));
}

}  // extern "C"
