#ifndef SPARSECONV_IO_BATCHWRITER_HPP
#define SPARSECONV_IO_BATCHWRITER_HPP

#include <SparseConv/Shape.hpp>
#include <SparseConv/io/BatchReader.hpp>
#include <SparseConv/io/Checksum.hpp>
#include <cstdint>
#include <map>
#include <memory>
#include <string>

namespace SparseConv::io {

/// A file that was written.
struct WrittenFile {
  std::int64_t bytes = 0;  ///< its size
  Checksum checksum;       ///< of what it holds
};

/// What a file is written for.
enum class Purpose {
  keeping,  ///< it has to be right
  copying   ///< prepare_joint_file() and copy_entries() make another one of it, which will be
            ///< verified
};

/// Writes a batch, slice after slice, as a new file in AnnData's CSR encoding. If it is to be kept,
/// every dataset has a fletcher32 checksum.
///
/// The file grows under a temporary name in the folder of its final name, and gets that name in
/// finish(). A writer that is destroyed before removes what it wrote: nothing partial is ever under
/// the final name.
class BatchWriter {
 public:
  /// \param path        `FILE` or `FILE:GROUP`, the group being `images` by default; an existing
  ///                    file is replaced in finish()
  /// \param image_shape shape of the images: `n_pixels` is its size
  /// \param attributes  further attributes of the group, as texts
  /// \throws Error (input) for a shape that no image has; (system) if the file cannot be made
  BatchWriter(const std::string& path, ImageShape image_shape,
              const std::map<std::string, std::string>& attributes = {},
              Purpose purpose = Purpose::keeping);
  ~BatchWriter();
  BatchWriter(BatchWriter&&) noexcept;             ///< writers are moved, not copied
  BatchWriter& operator=(BatchWriter&&) noexcept;  ///< writers are moved, not copied

  /// Appends images. All slices of a file have the same types. The file is given up and removed
  /// if this fails.
  /// \param continues whether the first of them is the rest, or more, of the last one before
  /// \throws Error (input) for other types, images of another size, a row map that does not fit the
  /// entries, or if there is no image to go on with; (system) if the data cannot be written
  template <class Scalar, class Ordinal>
  void append(const HostBatch<Scalar, Ordinal>& batch, bool continues = false);

  /// Completes the file, reads it back to see that it holds what was appended, syncs it to disk,
  /// and gives it its final name. One of no other use than to be copied only gets its name.
  /// \throws Error (system) if the file cannot be completed or holds something else; it is removed
  /// then
  WrittenFile finish();

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace SparseConv::io

#endif
