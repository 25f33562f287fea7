#ifndef SPARSECONV_CLI_COMMANDS_SPACES_HPP
#define SPARSECONV_CLI_COMMANDS_SPACES_HPP

#include <string>

namespace SparseConv::cli {

/// The names of the execution spaces in this build, the default one first, as `a|b`.
std::string names_of_spaces();

/// The execution space of that name. \throws Error (input) that says how to get one that this build
/// does not have
std::string space_from_string(const std::string& text);

}  // namespace SparseConv::cli

#endif
