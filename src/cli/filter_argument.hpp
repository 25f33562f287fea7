#ifndef SPARSECONV_CLI_FILTER_ARGUMENT_HPP
#define SPARSECONV_CLI_FILTER_ARGUMENT_HPP

#include <string>

namespace SparseConv::cli {

/// A text that names a filter or a file. Descriptions of filters are read early, so that a wrong
/// one is a bad command line and not bad input; files are not. \return the text \throws Error
/// (input) that lists the filters, for one that is neither a filter nor looks like the path of a
/// file
std::string filter_argument(const std::string& text);

}  // namespace SparseConv::cli

#endif
