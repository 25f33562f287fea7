#ifndef SPARSECONV_CLI_COMMANDS_HPP
#define SPARSECONV_CLI_COMMANDS_HPP

#include <functional>

#include "process/world.hpp"

/// \file
/// The subcommands. Each function adds one subcommand and its options to the parser. The parser
/// stores in `chosen` the command to run after Kokkos is initialised.

namespace CLI {
class App;
}

namespace SparseConv::cli {

using Command = std::function<void(const World& world)>;

/// A command that the first rank runs alone.
inline Command on_first(const std::function<void()>& action) {
  return [action](const World& world) { world.agree_on_first(action); };
}

void add_compare(CLI::App& program, Command& chosen);
void add_convolve(CLI::App& program, Command& chosen);
void add_generate(CLI::App& program, Command& chosen);
void add_import(CLI::App& program, Command& chosen);
void add_info(CLI::App& program, Command& chosen);
void add_view(CLI::App& program, Command& chosen);

}  // namespace SparseConv::cli

#endif
