#ifndef SPARSECONV_IO_CSRWRITER_HPP
#define SPARSECONV_IO_CSRWRITER_HPP

#include <SparseConv/Shape.hpp>
#include <SparseConv/io/BatchReader.hpp>
#include <SparseConv/io/Checksum.hpp>
#include <io/arrays/ArrayWriter.hpp>
#include <optional>
#include <string>
#include <vector>

namespace SparseConv::io::hdf5 {

/// Appends where images begin that follow `before` entries. The end of the last image is the end of
/// the array, which is appended last.
void append_begins(ArrayWriter& indptr, std::vector<std::int64_t> begins, std::int64_t before);

/// Writes the arrays of a batch into a group, slice after slice.
class CsrWriter {
 public:
  /// \param where the group in messages
  CsrWriter(hid_t group, const std::string& where, ImageShape image_shape,
            const ArrayStorage& storage);

  /// Appends images. All slices have the same types.
  /// \param continues whether the first of them is the rest, or more, of the last image before
  /// \throws Error (input) for other types, images of another size, a row map that does not fit the
  /// entries, or if there is no image to go on with; (system) if the data cannot be written
  template <class Scalar, class Ordinal>
  void append(const HostBatch<Scalar, Ordinal>& batch, bool continues);

  /// Writes out all buffers, and closes the arrays. \return the checksum of all that was appended
  Checksum close();

  std::int64_t n_images() const { return n_images_; }
  std::int64_t nnz() const { return nnz_; }

 private:
  template <class Scalar, class Ordinal>
  void make_arrays(std::int64_t likely_images, std::int64_t likely_nnz);

  hid_t group_;
  std::string where_;
  ImageShape image_shape_;
  ArrayStorage storage_;
  std::optional<ArrayWriter> data_, indices_, indptr_;
  std::int64_t n_images_ = 0, nnz_ = 0;
};

}  // namespace SparseConv::io::hdf5

#endif
