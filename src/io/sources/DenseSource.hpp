#ifndef SPARSECONV_IO_SOURCES_DENSESOURCE_HPP
#define SPARSECONV_IO_SOURCES_DENSESOURCE_HPP

#include <SparseConv/io/ReadOptions.hpp>
#include <io/arrays/NumberArray.hpp>
#include <io/sources/ImageSource.hpp>
#include <io/sources/OffsetCache.hpp>
#include <memory>

namespace SparseConv::io {

/// Images of which all pixels are stored, one image after the other. The entries are the pixels
/// that are not zero. Pixels are read in blocks, each of one image:
///
///     pixels   0 0 5 0 0 | 7 8      0 0 0 0 0 | 0 1     two images in blocks of five pixels
///     begins   0           1        3           3    4  numbers of the entries that come before
///
/// The begins are in a temporary file: a small file that is compressed can have millions of images.
class DenseSource : public ImageSource {
 public:
  /// Reads all pixels to count the entries.
  /// \param info    where `nnz` is yet to be filled in
  /// \param options say who is told how far that is
  /// \throws Error (input) if the file is damaged; (system) if there is no room for the begins
  DenseSource(BatchInfo info, std::vector<SourceFile> files,
              std::unique_ptr<hdf5::NumberArray> pixels, const ReadOptions& options);

  std::vector<std::int64_t> offsets(std::int64_t first, std::int64_t last) const override;
  void read(std::int64_t first, std::int64_t n, const EntryRoom& room) const override;

 private:
  std::unique_ptr<hdf5::NumberArray> count_entries(const ReadOptions& options);
  std::int64_t read_block(std::int64_t block) const;
  template <class Ordinal, class Scalar>
  void read_entries(std::int64_t first, std::int64_t n, Ordinal* columns, Scalar* values) const;

  std::unique_ptr<hdf5::NumberArray> pixels_;
  std::int64_t blocks_of_image_;
  mutable std::vector<double> block_;  ///< the pixels that read_block() has read
  OffsetCache begins_;
};

}  // namespace SparseConv::io

#endif
