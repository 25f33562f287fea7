#ifndef SPARSECONV_IO_HPP
#define SPARSECONV_IO_HPP

/// \namespace SparseConv::io
/// The component `io`: batches and filters in files. HDF5 is for one thread of a process at a time,
/// unless it was built to be thread-safe: so are all functions and classes of this component and of
/// the component `job`.

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
