#ifndef SPARSECONV_CLI_COMMANDS_CONVOLVE_OPTIONS_HPP
#define SPARSECONV_CLI_COMMANDS_CONVOLVE_OPTIONS_HPP

#include <SparseConv/job.hpp>
#include <string>
#include <vector>

#include "arguments/arguments.hpp"

namespace SparseConv::cli {

/// What `sparseconv convolve` is told.
struct ConvolveArguments {
  job::Job job;  ///< without its input, output and filters
  std::string input, output, output_folder;
  std::vector<std::string> more_inputs;
  std::vector<std::string> filters;
  std::string report;
  bool overwrite = false;
  ProgressStyle progress = ProgressStyle::automatic;
};

/// Adds the arguments, options and texts of `sparseconv convolve` to it. What is given is stored in
/// `values`.
void add_convolve_options(CLI::App& command, ConvolveArguments& values);

/// \throws CLI::ParseError if the options do not fit together
void check_convolve_options(const ConvolveArguments& values);

}  // namespace SparseConv::cli

#endif
