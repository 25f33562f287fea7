#ifndef SPARSECONV_CLI_ARGUMENTS_COMPLETION_HPP
#define SPARSECONV_CLI_ARGUMENTS_COMPLETION_HPP

#include <string>

namespace CLI {
class App;
}

namespace SparseConv::cli {

/// A script with which bash completes commands, options, their choices, and names of files.
std::string bash_completion(const CLI::App& program);

/// The script for zsh.
std::string zsh_completion(const CLI::App& program);

}  // namespace SparseConv::cli

#endif
