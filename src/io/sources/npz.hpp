#ifndef SPARSECONV_IO_SOURCES_NPZ_HPP
#define SPARSECONV_IO_SOURCES_NPZ_HPP

#include <SparseConv/io/ReadOptions.hpp>
#include <SparseConv/io/SourceFile.hpp>
#include <io/sources/ImageSource.hpp>
#include <memory>
#include <string>

namespace SparseConv::io {

/// Opens the matrix that `scipy.sparse.save_npz` has written, in CSR or CSC. Its arrays are
/// expanded into temporary files.
/// \param state of the file before it is opened
/// \throws Error (input) if the archive holds anything else; (system) if there is no room for the
/// arrays
std::unique_ptr<ImageSource> open_npz(const std::string& path, const SourceFile& state,
                                      const ReadOptions& options);

}  // namespace SparseConv::io

#endif
