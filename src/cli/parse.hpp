#ifndef SPARSECONV_CLI_PARSE_HPP
#define SPARSECONV_CLI_PARSE_HPP

#include <string>
#include <vector>

#include "commands.hpp"

namespace SparseConv::cli {

/// What a command line asks for: a command, a text, or neither.
struct Request {
  Command command;   ///< work for which Kokkos is needed
  std::string text;  ///< to be printed, such as help
};

/// Understands the command line, without Kokkos' own options. Sets `verbosity`.
/// \throws CLI::ParseError for a wrong command line
Request parse(std::vector<std::string> arguments);

}  // namespace SparseConv::cli

#endif
