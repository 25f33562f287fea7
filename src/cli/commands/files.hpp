#ifndef SPARSECONV_CLI_COMMANDS_FILES_HPP
#define SPARSECONV_CLI_COMMANDS_FILES_HPP

#include <cstdio>
#include <io/files/PartialFile.hpp>
#include <optional>
#include <string>
#include <vector>

#include "commands/file_kinds.hpp"

namespace SparseConv::cli {

/// Refuses outputs that would replace other files of the same command, under whatever name or link.
/// All are paths of files, without groups. \throws Error (input)
void refuse_overwriting(const std::vector<std::string>& outputs,
                        const std::vector<std::string>& others);

/// Refuses outputs that lead to one path. Hard links do not. \throws Error (input)
void refuse_one_file_for_two(const std::vector<std::string>& outputs);

/// A file that is written under a temporary name. commit() gives it its own name; without commit()
/// nothing of it stays.
class NewFile {
 public:
  /// \param path a link is followed; `-` is standard output
  /// \param kind of the file. An existing one is replaced if it is of the same kind, or if
  ///             `overwrite` is set.
  /// \throws Error (input) for another file; (system) if the file cannot be made, or if what has
  /// its name is no ordinary file
  NewFile(const std::string& path, const FileKind& kind, bool overwrite);
  ~NewFile();
  NewFile(const NewFile&) = delete;
  NewFile& operator=(const NewFile&) = delete;

  /// From now on replaces a file of the same kind at most.
  void keep_others() { overwrite_ = false; }

  /// The stream to write to.
  std::FILE* stream() const { return stream_; }

  /// Brings the file to disk and gives it its name. Leaves standard output to finish_output().
  /// \throws Error (system); (input) if another file has got the name meanwhile
  void commit();

 private:
  void throw_if(bool failed) const;

  FileKind kind_;
  bool overwrite_;
  std::optional<io::PartialFile> file_;  ///< unless it is standard output
  std::FILE* stream_ = nullptr;
};

}  // namespace SparseConv::cli

#endif
