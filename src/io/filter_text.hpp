#ifndef SPARSECONV_IO_FILTER_TEXT_HPP
#define SPARSECONV_IO_FILTER_TEXT_HPP

#include <SparseConv/Filter.hpp>
#include <string>
#include <string_view>

namespace SparseConv::io {

/// The filter that a text holds. read_filter() has the grammar.
/// \param where the file in messages
/// \throws Error (input) naming the line
Filter parse_filter(std::string_view text, const std::string& where);

}  // namespace SparseConv::io

#endif
