#ifndef SPARSECONV_CLI_COMMANDS_HPP
#define SPARSECONV_CLI_COMMANDS_HPP

#include <CLI/CLI.hpp>
#include <functional>

#include "ranks.hpp"

/// \file
/// The subcommands. Each of these functions tells the parser about one subcommand and its options;
/// parsing then leaves in `chosen` what is to be run, once Kokkos is up.

namespace SparseConv::cli {

using Command = std::function<void(const Ranks& ranks)>;

/// A command that the first rank carries out alone.
inline Command on_first(const std::function<void()>& action) {
  return [action](const Ranks& ranks) { ranks.agree_on_first(action); };
}

void add_convolve(CLI::App& program, Command& chosen);
void add_generate(CLI::App& program, Command& chosen);
void add_info(CLI::App& program, Command& chosen);
void add_view(CLI::App& program, Command& chosen);

}  // namespace SparseConv::cli

#endif
