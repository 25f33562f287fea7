#ifndef SPARSECONV_CLI_FILES_HPP
#define SPARSECONV_CLI_FILES_HPP

#include <cstdio>
#include <string>
#include <vector>

#include "file_kinds.hpp"

namespace SparseConv::cli {

/// Refuses an output that would replace a file that is read or written besides, under whatever name
/// or link.
/// \param output `FILE` or `FILE:GROUP`
/// \param others paths of either form
/// \throws Error (input)
void refuse_overwriting(const std::string& output, const std::vector<std::string>& others);

/// Throws Error (system) unless a regular file is there, or none that would have to be replaced.
void check_replaceable(const std::string& path);

/// All of a file; empty if it cannot be read.
std::string read_file(const std::string& path);

/// Writes a file under a temporary name, and then gives it its own. \throws Error (system)
void write_file(const std::string& path, const std::string& text);

/// Adds to a file, and brings that to disk. \throws Error (system)
void append_to_file(const std::string& path, const std::string& text);

/// Gives a complete file the name of another one, which it replaces. \throws Error (system)
void rename_file(const std::string& from, const std::string& to);

/// A file that is written under a temporary name and gets its own in commit(). If commit() is not
/// reached, nothing of it stays.
class NewFile {
 public:
  /// \param path a link is followed
  /// \throws Error (system) if the file cannot be made, or if what has its name is no regular file
  explicit NewFile(const std::string& path);

  /// For a file that the user names: `-` is standard output. An existing file is replaced if it is
  /// of a kind that the program writes, or if `overwrite` is set.
  /// \throws Error (input) for another file
  NewFile(const std::string& path, const FileKind& kind, bool overwrite);
  ~NewFile();
  NewFile(const NewFile&) = delete;
  NewFile& operator=(const NewFile&) = delete;

  /// Where to write.
  std::FILE* stream() const { return stream_; }

  /// Brings the file to disk and gives it its name. Leaves standard output to finish_output().
  /// \throws Error (system)
  void commit();

 private:
  void open(const std::string& path);
  void throw_if(bool failed) const;

  std::string path_;
  std::string temporary_;
  std::FILE* stream_ = nullptr;
};

}  // namespace SparseConv::cli

#endif
