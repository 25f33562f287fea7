#ifndef SPARSECONV_IO_BATCHMERGER_HPP
#define SPARSECONV_IO_BATCHMERGER_HPP

#include <SparseConv/Shape.hpp>
#include <SparseConv/io/BatchReader.hpp>
#include <SparseConv/io/merge_batches.hpp>
#include <SparseConv/io/paths.hpp>
#include <io/ArrayWriter.hpp>
#include <io/PartialFile.hpp>

namespace SparseConv::io::hdf5 {

/// Makes a file in which the batches of other files are one, in the order of its functions. If it
/// does not come to the last one, nothing is left of the file.
class BatchMerger {
 public:
  BatchMerger(const Path& path, ImageShape image_shape,
              const std::map<std::string, std::string>& attributes);
  ~BatchMerger();
  BatchMerger(const BatchMerger&) = delete;
  BatchMerger& operator=(const BatchMerger&) = delete;

  /// Writes `indptr`, and learns how large the parts are.
  void add(const std::vector<BatchPart>& parts);

  /// Sees that the offsets of the parts are those that were written.
  void verify_offsets() const;

  /// Makes `data` or `indices` of elements that stay in the parts.
  void link(const char* name, hid_t type) const;

  /// Makes it of copies of these elements. \param before_copy is called before each of some pieces
  void copy(const char* name, hid_t type, const std::function<void()>& before_copy);

  /// Makes it without elements but with room for them.
  /// \param checksum the CRC-32 that they will have in a part
  void make_room(const char* name, hid_t type, std::uint32_t Checksum::*checksum) const;

  /// Completes the file, and reads back what was written of arrays. \return its size in bytes
  std::int64_t finish();

 private:
  /// A file, as it is named in another one, and the number of entries of its batch.
  struct Part {
    BatchPart file;
    std::string name;
    std::int64_t nnz;
  };

  /// An array that was written here.
  struct Written {
    std::string name;
    std::uint32_t checksum;
  };

  void append_begins(const BatchReader& reader, std::int64_t begun, ArrayWriter& indptr);
  void close(const char* name, ArrayWriter& array);
  Handle make_array(const char* name, hid_t type, hid_t properties) const;

  PartialFile partial_;  // declared first: it removes the file after HDF5 has closed it
  std::string group_name_, where_;
  std::int64_t n_pixels_;
  Handle file_, group_;
  std::vector<Part> parts_;
  std::vector<Written> written_;
  std::int64_t n_images_ = 0, nnz_ = 0;
};

}  // namespace SparseConv::io::hdf5

#endif
