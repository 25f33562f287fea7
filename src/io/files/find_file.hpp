#ifndef SPARSECONV_IO_FILES_FIND_FILE_HPP
#define SPARSECONV_IO_FILES_FIND_FILE_HPP

#include <SparseConv/io/SourceFile.hpp>
#include <optional>
#include <string>

namespace SparseConv::io {

/// The file that a path leads to, through links; nothing if there is none.
std::optional<SourceFile> find_file(const std::string& path);

/// Whether a file is as it was: unchanged, or still not there.
bool is_unchanged(const std::optional<SourceFile>& then, const std::optional<SourceFile>& now);

/// The path at the end of links, of a file or for a file that does not exist yet.
/// \throws Error (system)
std::string follow_links(const std::string& path);

}  // namespace SparseConv::io

#endif
