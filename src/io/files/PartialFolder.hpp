#ifndef SPARSECONV_IO_FILES_PARTIALFOLDER_HPP
#define SPARSECONV_IO_FILES_PARTIALFOLDER_HPP

#include <io/files/FolderLock.hpp>
#include <string>

namespace SparseConv::io {

/// A folder in which a file lies until it is complete, beside the place that the file is to have:
///
///     results/out.h5
///     results/.out.h5.0.partial/out.h5
///
/// It is locked as long as this object lives. One that nobody has locked was left by a program that
/// was killed, and is removed by the next that makes this file.
class PartialFolder {
 public:
  /// Makes a folder, and removes folders that were left.
  /// \param final_name of the file
  /// \throws Error (system) if the folder cannot be made
  explicit PartialFolder(const std::string& final_name);
  ~PartialFolder();  ///< removes the folder, if the file has left it
  PartialFolder(const PartialFolder&) = delete;
  PartialFolder& operator=(const PartialFolder&) = delete;

  /// The file in the folder.
  const std::string& file() const { return file_; }

 private:
  bool make(const std::string& path);

  std::string path_, file_;
  FolderLock lock_;
};

/// Removes what killed programs have left of a file: folders that PartialFolder made, that nobody
/// has locked, and in which nothing else lies.
void remove_leftovers(const std::string& final_name) noexcept;

}  // namespace SparseConv::io

#endif
