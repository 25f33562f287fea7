#ifndef SPARSECONV_IO_FILE_FORMAT_HPP
#define SPARSECONV_IO_FILE_FORMAT_HPP

#include <string>

namespace SparseConv::io {

/// What a file in a format that is not read here is, for messages: "a PNG picture", for instance.
/// Empty if its first bytes are not those of a format that is known.
std::string foreign_format(const std::string& path);

}  // namespace SparseConv::io

#endif
