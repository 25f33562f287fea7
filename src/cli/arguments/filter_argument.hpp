#ifndef SPARSECONV_CLI_ARGUMENTS_FILTER_ARGUMENT_HPP
#define SPARSECONV_CLI_ARGUMENTS_FILTER_ARGUMENT_HPP

#include <string>

namespace SparseConv::cli {

/// Checks a text that names a filter or a file. A description of a filter is read here, so that a
/// wrong description is a bad command line and not bad input; a file is not.
/// \return the text
/// \throws Error (input) that lists the filters, for a text that is neither a filter nor looks like
/// the path of a file
std::string filter_argument(const std::string& text);

}  // namespace SparseConv::cli

#endif
