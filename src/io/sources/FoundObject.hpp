#ifndef SPARSECONV_IO_SOURCES_FOUNDOBJECT_HPP
#define SPARSECONV_IO_SOURCES_FOUNDOBJECT_HPP

#include <SparseConv/io/SourceFile.hpp>
#include <io/hdf5/hdf5.hpp>
#include <string>
#include <vector>

namespace SparseConv::io {

/// A group or dataset that is to be read as a batch.
struct FoundObject {
  std::string where() const { return file + ":" + name; }  ///< the object in messages

  /// The state of all files that the batch consists of, each once. Call this before any element is
  /// read.
  /// \param others names of further files, besides the files that lead to the object
  /// \throws Error as source_file() does
  std::vector<SourceFile> sources(const std::vector<std::string>& others) const;

  std::string file;  ///< as it was given
  std::string name;  ///< of the object in it
  hdf5::Handle object;
  SourceFile state;                ///< of the file, before it was opened
  std::vector<std::string> links;  ///< files that hold the object or lead to it
};

}  // namespace SparseConv::io

#endif
