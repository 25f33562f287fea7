#ifndef SPARSECONV_IO_HPP
#define SPARSECONV_IO_HPP

/// \namespace SparseConv::io
/// The component `io`: batches and filters in files.

#include <SparseConv/io/BatchReader.hpp>
#include <SparseConv/io/BatchWriter.hpp>
#include <SparseConv/io/Checksum.hpp>
#include <SparseConv/io/Compression.hpp>
#include <SparseConv/io/ReadOptions.hpp>
#include <SparseConv/io/SourceFile.hpp>
#include <SparseConv/io/file_format.hpp>
#include <SparseConv/io/paths.hpp>
#include <SparseConv/io/read_filter.hpp>

#endif
