#ifndef SPARSECONV_IO_BATCHFILE_HPP
#define SPARSECONV_IO_BATCHFILE_HPP

#include <SparseConv/io/BatchReader.hpp>
#include <SparseConv/io/SourceFile.hpp>
#include <SparseConv/io/paths.hpp>
#include <io/ArrayReader.hpp>
#include <io/hdf5.hpp>
#include <string>
#include <vector>

namespace SparseConv::io {

/// A batch in a file that is open for reading. All is checked that can be without reading the
/// entries.
struct BatchFile {
  /// \param state of the file before it is opened
  /// \throws Error (input) naming file and dataset for anything that is not a batch
  BatchFile(const Path& path, const SourceFile& state);

  hdf5::Handle file;
  std::string name;                ///< of the group
  std::string where;               ///< the group in messages
  std::vector<std::string> files;  ///< names of those that hold the group or lead to it
  hdf5::Handle group;
  hdf5::ArrayReader data, indices, indptr;
  std::vector<SourceFile> sources;  ///< as BatchReader::sources() gives them
  BatchInfo info;

 private:
  void take_sources(const SourceFile& state);
  void read_info(const std::string& file_name);
  void check_lengths() const;
  void check_ends() const;
};

}  // namespace SparseConv::io

#endif
