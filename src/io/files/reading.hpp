#ifndef SPARSECONV_IO_FILES_READING_HPP
#define SPARSECONV_IO_FILES_READING_HPP

#include <SparseConv/Error.hpp>
#include <SparseConv/io/SourceFile.hpp>
#include <vector>

namespace SparseConv::io {

/// The result of `read()`. If `read()` throws an Error and one of the files was changed since, the
/// Error says that instead.
template <class Read>
auto reading(const std::vector<SourceFile>& files, const Read& read) {
  try {
    return read();
  } catch (const Error&) {
    check_unchanged(files);
    throw;
  }
}

}  // namespace SparseConv::io

#endif
