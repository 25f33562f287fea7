#ifndef SPARSECONV_IO_BATCHREADER_HPP
#define SPARSECONV_IO_BATCHREADER_HPP

#include <SparseConv/Batch.hpp>
#include <SparseConv/Shape.hpp>
#include <SparseConv/io/ReadOptions.hpp>
#include <SparseConv/io/SourceFile.hpp>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace SparseConv::io {

/// A batch in host memory, as batches are read from files and written to files.
template <class Scalar, class Ordinal>
using HostBatch = Batch<Scalar, Ordinal, Kokkos::DefaultHostExecutionSpace>;

/// What a file says about the batch that it holds.
struct BatchInfo {
  std::string file;   ///< path of the file
  std::string group;  ///< the group or dataset in it; `/` is the root, empty if there are none
  std::int64_t n_images = 0;              ///< rows of the matrix
  std::int64_t n_pixels = 0;              ///< columns of the matrix, `H * W`
  std::int64_t nnz = 0;                   ///< stored entries
  std::optional<ImageShape> image_shape;  ///< where the file says it, or the options
  bool double_precision = false;          ///< whether float would lose digits of the stored values
  bool has_checksum = false;     ///< whether there are checksums of whole arrays, which only
                                 ///< read_checksum() compares
  std::int64_t chunk_bytes = 0;  ///< bytes of the largest chunk that HDF5 expands as a whole
  Order order = Order::c;        ///< order in which the file numbers the pixels of an image
  std::string layout;            ///< how the file holds the entries, in words
  std::string value_type;   ///< type of the stored values, as NumPy names it: `float32`, `int16`
  std::string column_type;  ///< type of the stored columns, likewise; empty if there are none
  /// Every attribute of the group that is a text. `filter`, `mode`, `method`, `input` and `version`
  /// tell what a result was made of.
  std::map<std::string, std::string> attributes;
};

/// The shape of the images of a batch: the shape in the file or, if there is none, the given shape.
/// \throws Error (input) if there is no shape, or none that an image can have, if both shapes
/// disagree, or if images of that shape have another number of pixels
[[nodiscard]] ImageShape image_shape(const BatchInfo& info, std::optional<ImageShape> given = {});

/// Reads a batch in slices of images. It may be in any of these forms:
/// - A group in HDF5 with the arrays `data`, `indices` and `indptr` of a sparse matrix. It is in
///   one of AnnData's encodings `csr_matrix` and `csc_matrix` (version 0.1.0, see anndata's on-disk
///   format specification), or has the attributes `h5sparse_format` and `h5sparse_shape` of AnnData
///   before 0.7. Or there is only a dataset or attribute `shape`, as CaImAn and 10x Genomics have
///   it: then the length of `indptr` tells CSR from CSC. Or it is in CSC, has the attribute
///   `MATLAB_sparse`, and calls the arrays `data`, `ir` and `jc`, as MATLAB does since 7.3.
/// - A matrix in CSR or CSC that `scipy.sparse.save_npz` has written. Its arrays are expanded into
///   temporary files, in the folder that TMPDIR names.
/// - Dense images, whose entries are the pixels that are not zero: a dataset in HDF5, or a file in
///   NumPy's format NPY. They are images x height x width (in order F, images x width x height),
///   or images x pixels. All pixels are read once when the reader is made, which takes 8 bytes for
///   each image in the folder that TMPDIR names, or for each 65,536 pixels of a larger image.
/// - NWB's `pixel_mask`: a dataset in HDF5 with `x`, `y` and `weight`, beside `pixel_mask_index`.
///   The options have to give the shape of the images.
/// - A list of hits (events, stars): a text, a table in HDF5, or a group of arrays, with
///   columns of these names:
///   `image`, `row`, `column` and, if there is one, `weight`; all numbers count from 0. Hits come
///   in any order, and those at the same pixel add up, with weight 1 if there is none. A text has a
///   line for each, in the syntax of read_filter(); its first line may name the columns, which are
///   then in any order. The options have to give the shape of the images, and may give their
///   number. The hits are sorted when the reader is made: that takes 100 MiB of memory and, in the
///   folder that TMPDIR names, up to 48 bytes a hit and 8 bytes an image.
///
/// Where all of a file is read when the reader is made, ReadOptions::opening is told how far it is,
/// and can end it.
///
/// An image is a row of a matrix in CSR, and a column of a matrix in CSC. Elements may be whole
/// numbers of any type, truth values, or floating-point numbers of up to 64 bits.
///
/// Everything that can be checked without reading the entries is checked when the reader is made:
/// types, ranks, lengths, and extents against the size of the file, so that no file makes a reader
/// allocate more than the file could hold. Every slice is checked as it is read: its offsets, its
/// columns, and the checksums of the blocks or chunks that it touches, if the file has any. Slices
/// are always in order C, whatever the order in the file.
///
/// The Error for a file that was changed in the meantime says so. Only one thread at a time may use
/// a reader. A reader that was moved from throws an Error (input) from every member.
class BatchReader {
 public:
  /// \param path    `FILE` or `FILE:OBJECT`. Without an object, the object in HDF5 is `images`,
  ///                CaImAn's `estimates/A`, the only group of the file that says it is in CSR, or
  ///                the only other group that is a sparse matrix, a list of hits or NWB's masks; of
  ///                several in an AnnData object `X`.
  /// \param options what the file does not say about the images. Order F needs a shape, in the
  ///                options or in the file. A number of images has to be that of the file.
  /// \throws Error (input) for anything that is not such a batch; the error names file and dataset;
  /// (system) if a file cannot be read, or there is no room for temporary files
  explicit BatchReader(const std::string& path, const ReadOptions& options = {});
  ~BatchReader();
  BatchReader(BatchReader&&) noexcept;             ///< readers are moved, not copied
  BatchReader& operator=(BatchReader&&) noexcept;  ///< readers are moved, not copied

  [[nodiscard]] const BatchInfo& info() const;  ///< what the file says

  /// All files that the batch consists of, each once: the file itself, the files to which its
  /// external links lead, and the sources of its virtual datasets, as they were before the reader
  /// read any element. After the last read, check_unchanged() tells whether they are still the
  /// same.
  [[nodiscard]] const std::vector<SourceFile>& sources() const;

  /// Offsets of images `first` to `last`: `last - first + 1` numbers into the file's entries,
  /// checked to be monotone and in range.
  /// \throws Error (input) if they are not, or if there are no such images; (system) if there is no
  /// memory for them
  [[nodiscard]] std::vector<std::int64_t> offsets(std::int64_t first, std::int64_t last) const;

  /// Images `first` to `last - 1` as a batch whose row map starts at 0.
  /// \throws Error (input) if an entry is not a pixel of an image, naming file, dataset and image,
  /// or if Ordinal cannot hold `n_pixels`; (system) if there is no memory for the images
  template <class Scalar, class Ordinal>
  [[nodiscard]] HostBatch<Scalar, Ordinal> read(std::int64_t first, std::int64_t last) const {
    static_assert(SparseConv::Impl::check_types<Scalar, Ordinal>());
    return read_images<Scalar, Ordinal>(first, last);
  }

  /// Entries `first` to `last - 1` of one image, in the order in which they are stored.
  /// \throws Error as read() does, and (input) if there are no such entries
  template <class Scalar, class Ordinal>
  [[nodiscard]] HostBatch<Scalar, Ordinal> read_part(std::int64_t image, std::int64_t first,
                                                     std::int64_t last) const {
    static_assert(SparseConv::Impl::check_types<Scalar, Ordinal>());
    return read_entries<Scalar, Ordinal>(image, first, last);
  }

 private:
  template <class Scalar, class Ordinal>
  HostBatch<Scalar, Ordinal> read_images(std::int64_t first, std::int64_t last) const;
  template <class Scalar, class Ordinal>
  HostBatch<Scalar, Ordinal> read_entries(std::int64_t image, std::int64_t first,
                                          std::int64_t last) const;

  struct Impl;
  const Impl& impl() const;
  std::unique_ptr<Impl> impl_;
};

}  // namespace SparseConv::io

#endif
