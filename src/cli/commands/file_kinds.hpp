#ifndef SPARSECONV_CLI_COMMANDS_FILE_KINDS_HPP
#define SPARSECONV_CLI_COMMANDS_FILE_KINDS_HPP

#include <functional>
#include <string>

/// \file
/// Kinds of files, told from their content: an output replaces a file that the program itself has
/// written, and no other file without `--overwrite`.

namespace SparseConv::cli {

/// A kind of file that the program writes, besides batches.
struct FileKind {
  const char* name;  ///< with an article
  /// Whether an existing file is of this kind. (hipcc takes a pointer in a constant to the device.)
  std::function<bool(const std::string& path)> recognises;
};

extern const FileKind picture_kind;  ///< a PNG picture
extern const FileKind report_kind;   ///< a report as `--report` writes it

/// Refuses to replace a file that is neither of a kind nor empty.
/// \throws Error (input) that says what the file holds
void check_kind(const std::string& path, const FileKind& kind);

}  // namespace SparseConv::cli

#endif
