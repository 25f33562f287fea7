#ifndef SPARSECONV_CLI_PARSE_HPP
#define SPARSECONV_CLI_PARSE_HPP

#include <string>
#include <vector>

#include "commands.hpp"

namespace SparseConv::cli {

/// What a command line asks for: one of these, or neither.
struct Request {
  Command command;   ///< work for which Kokkos is needed
  std::string text;  ///< something that is only to be printed, such as help
};

/// Understands the command line, without Kokkos' own options. Sets `verbosity`.
/// \throws CLI::ParseError for what is wrong with it
Request parse(std::vector<std::string> arguments);

}  // namespace SparseConv::cli

#endif
