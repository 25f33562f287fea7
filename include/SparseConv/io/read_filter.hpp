#ifndef SPARSECONV_IO_READ_FILTER_HPP
#define SPARSECONV_IO_READ_FILTER_HPP

#include <SparseConv/Filter.hpp>
#include <string>

namespace SparseConv::io {

/// A filter from a file.
/// \param path `FILE:DATASET` for a 2-D HDF5 dataset, or a text file with one row of the filter a
///             line, numbers separated by blanks, tabs or commas; `#` starts a comment
/// \throws Error (input) naming file and line or dataset for anything else
Filter read_filter(const std::string& path);

}  // namespace SparseConv::io

#endif
