#ifndef SPARSECONV_IO_FIND_FILE_HPP
#define SPARSECONV_IO_FIND_FILE_HPP

#include <SparseConv/io/SourceFile.hpp>
#include <optional>
#include <string>

namespace SparseConv::io {

/// The file that a path leads to, links being followed; nothing where there is none.
std::optional<SourceFile> find_file(const std::string& path);

/// Whether nothing has happened to a file, or to its not being there.
bool is_unchanged(const std::optional<SourceFile>& then, const std::optional<SourceFile>& now);

/// The path at the end of links: that of a file, or one at which a file can be made.
std::string follow_links(const std::string& path);

}  // namespace SparseConv::io

#endif
