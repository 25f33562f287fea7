#ifndef SPARSECONV_IO_FILES_PRINTABLE_HPP
#define SPARSECONV_IO_FILES_PRINTABLE_HPP

#include <string>
#include <string_view>

namespace SparseConv::io {

/// A text for a message of one line. Control characters and bytes that are not ASCII become `?`,
/// and the text after `max_length` characters becomes `...`.
std::string printable(std::string_view text, std::size_t max_length = 200);

}  // namespace SparseConv::io

#endif
