#ifndef SPARSECONV_IO_PRINTABLE_HPP
#define SPARSECONV_IO_PRINTABLE_HPP

#include <string>
#include <string_view>

namespace SparseConv::io {

/// The text as it may stand in a message of one line: control characters and what is not ASCII
/// become `?`, and what is beyond `max_length` characters becomes `...`.
std::string printable(std::string_view text, std::size_t max_length = 200);

}  // namespace SparseConv::io

#endif
