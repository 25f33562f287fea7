#ifndef SPARSECONV_IO_SOURCES_OPEN_SOURCE_HPP
#define SPARSECONV_IO_SOURCES_OPEN_SOURCE_HPP

#include <SparseConv/io/ReadOptions.hpp>
#include <SparseConv/io/SourceFile.hpp>
#include <SparseConv/io/paths.hpp>
#include <io/sources/ImageSource.hpp>
#include <memory>

namespace SparseConv::io {

/// Opens a batch, in whatever form a file holds it. Everything that can be checked without reading
/// the entries is checked.
/// \param state   of the file before it is opened
/// \param options what is needed to make sense of some forms
/// \throws Error (input) naming file and object for anything that is not a batch
std::unique_ptr<ImageSource> open_source(const Path& path, const SourceFile& state,
                                         const ReadOptions& options);

}  // namespace SparseConv::io

#endif
