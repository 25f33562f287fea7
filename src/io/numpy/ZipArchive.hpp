#ifndef SPARSECONV_IO_NUMPY_ZIPARCHIVE_HPP
#define SPARSECONV_IO_NUMPY_ZIPARCHIVE_HPP

#include <io/numpy/ByteFile.hpp>
#include <memory>
#include <string>

namespace SparseConv::io {

/// Whether a file is a zip archive, by its first bytes.
bool is_zip(const std::string& path);

/// A zip archive that is open for reading.
class ZipArchive {
 public:
  /// \throws Error (input) if it is damaged, or if this is built without libzip
  explicit ZipArchive(const std::string& path);
  ~ZipArchive();
  ZipArchive(const ZipArchive&) = delete;
  ZipArchive& operator=(const ZipArchive&) = delete;

  bool holds(const std::string& name) const;

  /// Expands a file of the archive into a temporary file, as compressed bytes can be read from the
  /// beginning only. Compares the file with its checksum.
  /// \throws Error (input) if there is no such file in the archive or if it is damaged; (system) if
  /// there is no room for it
  ByteFile expand(const std::string& name) const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace SparseConv::io

#endif
