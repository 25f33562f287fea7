#ifndef SPARSECONV_CLI_ARGUMENTS_MANUAL_HPP
#define SPARSECONV_CLI_ARGUMENTS_MANUAL_HPP

#include <string>

namespace CLI {
class App;
}

namespace SparseConv::cli {

/// A page of the manual, for `man`, about the program or one of its commands.
std::string manual_page(const CLI::App& command);

}  // namespace SparseConv::cli

#endif
