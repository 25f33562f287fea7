#ifndef SPARSECONV_IO_NUMPY_ZIPARCHIVE_HPP
#define SPARSECONV_IO_NUMPY_ZIPARCHIVE_HPP

#include <cstdint>
#include <functional>
#include <io/files/ByteFile.hpp>
#include <memory>
#include <string>

namespace SparseConv::io {

/// Whether a file is a zip archive, by its first bytes.
bool is_zip(const std::string& path);

/// A zip archive that is open for reading.
class ZipArchive {
 public:
  /// Called after each piece of a file that is expanded, with the fraction of all files together
  /// that was expanded before it, and its bytes.
  using Advance = std::function<void(double fraction, std::int64_t n_bytes)>;

  /// \throws Error (input) if it is damaged, or if this is built without libzip
  ZipArchive(const std::string& path, Advance advance);
  ~ZipArchive();
  ZipArchive(const ZipArchive&) = delete;
  ZipArchive& operator=(const ZipArchive&) = delete;

  bool holds(const std::string& name) const;

  /// Expands a file of the archive into a temporary file, as compressed bytes can be read from the
  /// beginning only. Compares the file with its checksum.
  /// \throws Error (input) if there is no such file in the archive or if it is damaged; (system) if
  /// there is no room for it; what Advance throws
  ByteFile expand(const std::string& name) const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace SparseConv::io

#endif
