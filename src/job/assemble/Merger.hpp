#ifndef SPARSECONV_JOB_ASSEMBLE_MERGER_HPP
#define SPARSECONV_JOB_ASSEMBLE_MERGER_HPP

#include <SparseConv/io/BatchReader.hpp>
#include <functional>
#include <io/OutputFile.hpp>
#include <io/arrays/ArrayWriter.hpp>
#include <map>
#include <string>
#include <vector>

namespace SparseConv::job {

/// A batch in a shard, whose images follow the images of the shard before.
struct ShardBatch {
  std::string file;
  bool continues = false;      ///< whether its first image goes on with the last image before
  io::Checksum checksum = {};  ///< of the batch
};

/// Makes one batch of the batches of shards, image after image. The group has the same name in all
/// files:
///
///     Merger merger(file, group, shape, attributes);
///     merger.add(batches);
///     merger.link("data", type);                  // or copy(), or make_room()
///     merger.link("indices", type);
///     file.complete(merger.n_images());           // `file` holds the batch then, and is closed
///     merger.check();
class Merger {
 public:
  /// \param compression of the arrays that are written, rather than linked or given room
  /// \throws Error (system)
  Merger(io::OutputFile& file, const std::string& group, ImageShape image_shape,
         const std::map<std::string, std::string>& attributes,
         const io::Compression& compression = {});
  Merger(const Merger&) = delete;
  Merger& operator=(const Merger&) = delete;

  /// Writes `indptr`, and learns how large the batches are.
  /// \throws Error (input) as BatchReader does, or if a batch has images of another size; (system)
  /// if its offsets are not what was written
  void add(const std::vector<ShardBatch>& batches);

  /// Makes `data` or `indices` of elements that stay in the shards, a virtual dataset. The shards
  /// are named relative to the folder of the file: both can be moved together.
  void link(const char* name, hid_t type) const;

  /// Makes `data` or `indices` of copies of the elements.
  /// \param before_copy is called before each piece
  /// \throws Error (system) unless the shards hold elements with the checksums of their batches
  void copy(const char* name, hid_t type, const std::function<void()>& before_copy);

  /// Makes `data` or `indices` without elements but with room for them: contiguous, for
  /// copy_entries().
  void make_room(const char* name, hid_t type) const;

  std::int64_t n_images() const { return n_images_; }  ///< of all batches together

  /// Opens the batch, and reads back the arrays that were written, rather than linked or given
  /// room. \throws Error (system)
  void check() const;

 private:
  /// A batch that was added.
  struct Source {
    ShardBatch batch;
    std::string name;  ///< of its file in a virtual dataset
    std::int64_t nnz;
  };

  /// An array that was written here.
  struct Written {
    std::string name;
    std::uint32_t checksum;
  };

  void append_offsets(const ShardBatch& batch, const io::BatchReader& reader,
                      io::hdf5::ArrayWriter& indptr);
  void close(const char* name, io::hdf5::ArrayWriter& array);
  std::uint32_t checksum_of(const std::string& name, hid_t type) const;
  io::hdf5::Handle make_array(const char* name, hid_t type, hid_t properties) const;

  const io::OutputFile& file_;
  std::string group_name_;
  std::string where_;
  std::int64_t n_pixels_;
  hid_t group_;
  io::Compression compression_;
  std::vector<Source> sources_;
  std::vector<Written> written_;
  std::int64_t n_images_ = 0, nnz_ = 0;
};

}  // namespace SparseConv::job

#endif
