#ifndef SPARSECONV_IO_FILES_COPY_FILE_HPP
#define SPARSECONV_IO_FILES_COPY_FILE_HPP

#include <string>

namespace SparseConv::io {

/// Fills an empty file with a copy of another file. Where the file system has reflinks (Btrfs, XFS
/// and others), both share their blocks and the copy takes no room.
/// \throws Error (system) if there is no room for the copy, before anything is written, or if it
/// cannot be made
void copy_file(const std::string& from, const std::string& to);

}  // namespace SparseConv::io

#endif
