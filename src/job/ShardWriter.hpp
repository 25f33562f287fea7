#ifndef SPARSECONV_JOB_SHARDWRITER_HPP
#define SPARSECONV_JOB_SHARDWRITER_HPP

#include <deque>
#include <io/CsrWriter.hpp>
#include <io/OutputFile.hpp>
#include <job/OpenJob.hpp>
#include <job/shards/Shard.hpp>
#include <string>
#include <vector>

namespace SparseConv::job {

/// Writes what a job has convolved, slice after slice, into a file: a shard, or the result itself.
/// It has a batch for each convolution.
class ShardWriter {
 public:
  /// \param temporary_name what the file is called until it gets its name
  /// \param storage        of the arrays; without a checksum for a shard that is only there to be
  ///                       copied
  ShardWriter(const io::OutputPlace& place, const std::string& temporary_name,
              const std::vector<Convolution>& convolutions, const io::hdf5::ArrayStorage& storage);

  /// Appends results of convolution `i`. All convolutions get the same images.
  template <class Scalar, class Ordinal>
  void append(std::size_t i, const io::HostBatch<Scalar, Ordinal>& batch, bool continues) {
    batches_[i].append(batch, continues);
    if (checked_) file_.begin_sync();
  }

  /// Completes the file and, unless it is only there to be copied, reads it back to see that it
  /// holds what was appended.
  /// \return what was appended
  /// \throws Error (system)
  std::vector<WrittenBatch> complete();

  /// Brings the file to the disk, unless it is only there to be copied, and gives it its name.
  /// \return its size in bytes
  std::int64_t commit(const io::BeforeRename& before_rename = [] {});

  const std::string& name() const { return file_.name(); }  ///< the temporary name
  const io::OutputPlace& place() const { return file_.place(); }
  std::int64_t nnz() const;  ///< entries that were appended

 private:
  io::OutputFile file_;
  std::deque<io::hdf5::CsrWriter> batches_;  // which cannot be moved
  bool checked_;
};

}  // namespace SparseConv::job

#endif
