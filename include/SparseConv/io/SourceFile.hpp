#ifndef SPARSECONV_IO_SOURCEFILE_HPP
#define SPARSECONV_IO_SOURCEFILE_HPP

#include <cstdint>
#include <string>
#include <vector>

namespace SparseConv::io {

/// A file from which an input is read, as it was at some moment.
struct SourceFile {
  std::string name;           ///< absolute path under which it is opened; may have links in it
  std::string path;           ///< absolute path without links
  std::uint64_t device = 0;   ///< the file system that it is on
  std::uint64_t inode = 0;    ///< its number there
  std::int64_t bytes = 0;     ///< its size
  std::int64_t modified = 0;  ///< when it was last written to, in nanoseconds since 1970
};

/// Whether both are the same file on disk, under whatever names.
inline bool same_file(const SourceFile& a, const SourceFile& b) {
  return a.device == b.device && a.inode == b.inode;
}

/// The file of that name as it is now.
/// \throws Error (input) if there is none; (system) if it cannot be looked up
SourceFile source_file(const std::string& path);

/// Compares files with what they were, by name, identity, size and time. What was read from them in
/// between is right only if nothing has changed: HDF5 gives zeros for what a file has lost.
///
/// Two writes within one tick of the file system's clock, some milliseconds, cannot be told apart.
/// \throws Error (input) naming the first file that was changed, replaced, moved or removed;
/// (system) if one cannot be looked up
void check_unchanged(const std::vector<SourceFile>& files);

}  // namespace SparseConv::io

#endif
