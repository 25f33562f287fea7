#ifndef SPARSECONV_IO_FILES_FILEDESCRIPTOR_HPP
#define SPARSECONV_IO_FILES_FILEDESCRIPTOR_HPP

#include <cerrno>
#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>

namespace SparseConv::io {

/// Calls the system, again where a signal interrupts the call. \return what the call returns
template <class Call>
auto repeat_if_interrupted(const Call& call) {
  auto result = call();
  while (result < 0 && errno == EINTR) result = call();
  return result;
}

/// Writes all of some bytes to a file that is open, where it stands.
/// \return whether that was possible; if not, `errno` says why
bool write_all(int number, const void* bytes, std::size_t n);

/// A file that the system has opened for this process, and that is closed with this object.
class FileDescriptor {
 public:
  FileDescriptor() = default;  ///< no file

  /// Takes over an open file, or -1.
  explicit FileDescriptor(int number) : number_(number) {}

  /// Opens a file by flags of POSIX, not to be inherited by other programs. If that fails the
  /// object is not open, and `errno` says why.
  /// \param permissions of a file that is made, less what the user's mask takes
  FileDescriptor(const std::string& path, int flags, unsigned permissions = 0666);

  ~FileDescriptor();
  FileDescriptor(FileDescriptor&& other) noexcept : number_(std::exchange(other.number_, -1)) {}
  FileDescriptor& operator=(FileDescriptor&& other) noexcept {
    std::swap(number_, other.number_);
    return *this;
  }

  bool is_open() const { return number_ >= 0; }
  int number() const { return number_; }  ///< for calls of the system

  /// Writes all of some bytes, where the file stands or at a position.
  /// \return whether that was possible; if not, `errno` says why
  bool write(const void* bytes, std::size_t n) const;
  bool write_at(std::int64_t position, const void* bytes, std::size_t n) const;

  /// Has the system begin to bring bytes from a position on to the disk, if it has a call for that.
  /// May wait for what the disk has to do before. Tells of no fault: sync() does.
  void begin_sync(std::int64_t position, std::int64_t n) const;

  /// Brings the file to the disk. \return as write() does
  bool sync() const;

 private:
  int number_ = -1;
};

}  // namespace SparseConv::io

#endif
