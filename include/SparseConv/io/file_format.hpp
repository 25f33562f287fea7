#ifndef SPARSECONV_IO_FILE_FORMAT_HPP
#define SPARSECONV_IO_FILE_FORMAT_HPP

#include <string>

namespace SparseConv::io {

/// The format of a file, with an article, such as `a PNG picture`, told from its first bytes. Empty
/// for HDF5, for a file that begins like none of the formats known here, and for a file that cannot
/// be read. Throws nothing.
[[nodiscard]] std::string foreign_format(const std::string& path);

/// What any file holds: its foreign_format(), `an HDF5 file`, `text`, `binary data`, or `nothing
/// that can be read`. Throws nothing.
[[nodiscard]] std::string describe_file(const std::string& path);

}  // namespace SparseConv::io

#endif
