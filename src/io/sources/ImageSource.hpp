#ifndef SPARSECONV_IO_SOURCES_IMAGESOURCE_HPP
#define SPARSECONV_IO_SOURCES_IMAGESOURCE_HPP

#include <SparseConv/io/BatchReader.hpp>
#include <SparseConv/io/SourceFile.hpp>
#include <cstdint>
#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace SparseConv::io {

/// A batch in messages.
inline std::string where_of(const BatchInfo& info) {
  return info.group.empty() ? info.file : info.file + ":" + info.group;
}

/// Room for the columns and the values of entries.
struct EntryRoom {
  std::variant<std::int32_t*, std::int64_t*> columns;
  std::variant<float*, double*> values;
};

/// A batch in files that are open for reading, in whatever form they hold it. Its entries have
/// numbers, which go on from image to image.
class ImageSource {
 public:
  virtual ~ImageSource() = default;

  const BatchInfo& info() const { return info_; }
  const std::vector<SourceFile>& files() const { return files_; }  ///< BatchReader::sources()

  /// The batch in messages.
  std::string where() const { return where_of(info_); }

  /// Numbers of the first entries of images `first` to `last`, which never fall.
  /// \throws Error (input) if the file is damaged there; std::bad_alloc
  virtual std::vector<std::int64_t> offsets(std::int64_t first, std::int64_t last) const = 0;

  /// Entries `first` to `first + n - 1`, each of a pixel in the order of the file.
  /// \throws Error (input) naming dataset and image if one is not a pixel of an image, or if the
  /// file is damaged there
  virtual void read(std::int64_t first, std::int64_t n, const EntryRoom& room) const = 0;

 protected:
  ImageSource(BatchInfo info, std::vector<SourceFile> files)
      : info_(std::move(info)), files_(std::move(files)) {}

  BatchInfo info_;

 private:
  std::vector<SourceFile> files_;
};

}  // namespace SparseConv::io

#endif
