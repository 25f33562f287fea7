#ifndef SPARSECONV_IO_BATCHWRITER_HPP
#define SPARSECONV_IO_BATCHWRITER_HPP

#include <SparseConv/Shape.hpp>
#include <SparseConv/io/BatchReader.hpp>
#include <SparseConv/io/Checksum.hpp>
#include <SparseConv/io/Compression.hpp>
#include <cstdint>
#include <map>
#include <memory>
#include <string>

namespace SparseConv::io {

/// A file that was written.
struct WrittenFile {
  std::int64_t bytes = 0;  ///< size of the file
  Checksum checksum;       ///< checksum of the arrays of the batch
};

/// Which files a new result may replace.
enum class Overwrite {
  results,  ///< a file that holds one result and nothing else; and, where a group is named, a
            ///< result in that group. Objects and attributes of others in the group count. No file
            ///< that is write-protected.
  anything  ///< also any other file; and, where a group is named, any other object of that name
};

/// Writes a batch, slice after slice, into a file in AnnData's CSR encoding. Every dataset has a
/// fletcher32 checksum.
///
/// The file grows in a hidden folder beside its final name, and gets that name in finish(). Until
/// then the file that has the name stays as it is. A writer that is destroyed before removes what
/// it wrote: nothing partial is ever under the final name. What a killed program has left behind is
/// removed by the next writer of the file. A link is followed. A writer that is finished, failed or
/// was moved from throws an Error (input) from every member.
///
/// If a group is named, and the file is there and holds other things, these stay: the file is
/// copied first, which takes as much room as the file has bytes unless the file system can share
/// the blocks (reflinks).
///
/// A file whose name ends in `.h5ad` becomes one that `anndata.read_h5ad()` opens: the batch is `X`
/// by default, and the other parts that such a file needs (`obs`, `var`) are added if missing.
class BatchWriter {
 public:
  /// \param path        `FILE` or `FILE:GROUP`; by default the group is `images`
  /// \param image_shape shape of the images: `n_pixels` is its size
  /// \param attributes  further attributes of the group, as texts. The attribute `version`, which
  ///                    marks a result for Overwrite, is always written.
  /// \param overwrite   which files may be replaced
  /// \param compression how the arrays are compressed
  /// \throws Error (input) for a shape that no image has, for a compression that this HDF5 cannot
  /// do, and for a file that must not be replaced; (system) if the file cannot be made
  BatchWriter(const std::string& path, ImageShape image_shape,
              const std::map<std::string, std::string>& attributes = {},
              Overwrite overwrite = Overwrite::results, const Compression& compression = {});
  ~BatchWriter();
  BatchWriter(BatchWriter&&) noexcept;             ///< writers are moved, not copied
  BatchWriter& operator=(BatchWriter&&) noexcept;  ///< writers are moved, not copied

  /// Appends a slice of images. All slices of a file have the same types. If this fails, the file
  /// is given up and removed.
  /// \param continues whether the first image of the slice continues the last image before it
  /// \throws Error (input) for other types, for images of another size, for a row map that does not
  /// fit the entries, for columns that are no pixels, or if there is no image to continue; (system)
  /// if the data cannot be written
  template <class Scalar, class Ordinal>
  void append(const HostBatch<Scalar, Ordinal>& batch, bool continues = false);

  /// append() of a batch in the memory of a device, or of a caller's matrix as as_batch() takes it.
  template <class Matrix>
  void append(const Matrix& matrix, bool continues = false) {
    append(to_host(matrix), continues);
  }

  /// Completes the file, reads it back to see that it holds what was appended, syncs it to disk,
  /// and gives it its final name.
  /// \throws Error (system) if the file cannot be completed, holds something else, or if the file
  /// that had the name was changed meanwhile; (input) if the images do not fit the other parts of a
  /// `.h5ad` file. What was written is removed then.
  WrittenFile finish();

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace SparseConv::io

#endif
