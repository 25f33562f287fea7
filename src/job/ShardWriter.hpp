#ifndef SPARSECONV_JOB_SHARDWRITER_HPP
#define SPARSECONV_JOB_SHARDWRITER_HPP

#include <SparseConv/io/BatchWriter.hpp>
#include <io/CsrWriter.hpp>
#include <io/OutputFile.hpp>
#include <map>
#include <string>

namespace SparseConv::job {

/// Writes what a job has convolved, slice after slice, into a file: a shard, or the result itself.
class ShardWriter {
 public:
  /// \param temporary_name what the file is called until it gets its name
  /// \param filters        without a checksum for a shard that is only there to be copied
  ShardWriter(const io::OutputPlace& place, const std::string& temporary_name,
              ImageShape image_shape, const std::map<std::string, std::string>& attributes,
              const io::hdf5::ChunkFilters& filters);

  template <class Scalar, class Ordinal>
  void append(const io::HostBatch<Scalar, Ordinal>& batch, bool continues) {
    arrays_.append(batch, continues);
  }

  /// Completes the file and, unless it is only there to be copied, reads it back to see that it
  /// holds what was appended. \return the checksum of what was appended \throws Error (system)
  io::Checksum complete();

  /// Brings the file to the disk, unless it is only there to be copied, and gives it its name.
  /// \return its size in bytes
  std::int64_t commit();

  const std::string& name() const { return file_.name(); }  ///< the temporary name
  const io::OutputPlace& place() const { return file_.place(); }
  std::int64_t nnz() const { return arrays_.nnz(); }  ///< entries that were appended

 private:
  io::OutputFile file_;
  io::hdf5::CsrWriter arrays_;
  bool checked_;
};

}  // namespace SparseConv::job

#endif
