#ifndef SPARSECONV_IO_TEXT_FILTER_TEXT_HPP
#define SPARSECONV_IO_TEXT_FILTER_TEXT_HPP

#include <SparseConv/Filter.hpp>
#include <string>

namespace SparseConv::io {

/// The filter that a text holds. read_filter() has the grammar.
/// \throws Error (input) naming the line
Filter read_filter_text(const std::string& path);

}  // namespace SparseConv::io

#endif
