#ifndef SPARSECONV_IO_SOURCEFILE_HPP
#define SPARSECONV_IO_SOURCEFILE_HPP

#include <cstdint>
#include <string>
#include <vector>

namespace SparseConv::io {

/// A file from which an input is read, as it was at some moment.
struct SourceFile {
  std::string name;           ///< absolute path under which the file is opened; may have links
  std::string path;           ///< absolute path without links
  std::uint64_t device = 0;   ///< number of the file system
  std::uint64_t inode = 0;    ///< number of the file in the file system
  std::int64_t bytes = 0;     ///< size of the file
  std::int64_t modified = 0;  ///< time of the last write, in nanoseconds since 1970
};

/// Whether both are the same file on disk, under whatever names.
[[nodiscard]] inline bool same_file(const SourceFile& a, const SourceFile& b) {
  return a.device == b.device && a.inode == b.inode;
}

/// The file with this name as it is now.
/// \throws Error (input) if there is no such file; (system) if the file cannot be looked up
[[nodiscard]] SourceFile source_file(const std::string& path);

/// Compares files with their descriptions, by name, identity, size and time. Data that was read
/// from a file is right only if the file has not changed: HDF5 gives zeros for parts that the file
/// has lost.
///
/// Two writes within one tick of the file system's clock, some milliseconds, cannot be told apart.
/// \throws Error (input) naming the first file that was changed, replaced, moved or removed;
/// (system) if a file cannot be looked up
void check_unchanged(const std::vector<SourceFile>& files);

}  // namespace SparseConv::io

#endif
