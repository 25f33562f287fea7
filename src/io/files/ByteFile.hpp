#ifndef SPARSECONV_IO_FILES_BYTEFILE_HPP
#define SPARSECONV_IO_FILES_BYTEFILE_HPP

#include <cstdint>
#include <io/files/FileDescriptor.hpp>
#include <string>
#include <string_view>

namespace SparseConv::io {

/// The bytes of an open file, in any order.
class ByteFile {
 public:
  /// Opens a file for reading. \throws Error (system)
  explicit ByteFile(const std::string& path);

  /// Makes an empty file that has no name and is gone when it is closed, in the folder for
  /// temporary files, which TMPDIR names. \throws Error (system)
  ByteFile();

  std::int64_t size() const;  ///< \throws Error (system)

  /// Reads `n` bytes from a position on. \throws Error (input) if the file has fewer by now;
  /// (system) if they cannot be read
  void read(std::int64_t first, std::int64_t n, void* bytes) const;

  /// Writes bytes to the end. \throws Error (system)
  void append(const void* bytes, std::int64_t n);

 private:
  FileDescriptor file_;
  std::string name_;  ///< in messages
};

/// Whether these are the first bytes of a file.
bool begins_with(const std::string& path, std::string_view start);

}  // namespace SparseConv::io

#endif
