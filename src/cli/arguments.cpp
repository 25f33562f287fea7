#include "arguments.hpp"

#include <SparseConv/io/paths.hpp>

namespace SparseConv::cli {

CLI::Option* add_output_option(CLI::App& command, std::string& target, const std::string& help) {
  const auto parse = [](const std::string& text) {
    SPARSECONV_THROW_IF(io::split_path(text).file == "-", input,
                        "'" + text + "': HDF5 cannot be written to standard output, name a file");
    return text;
  };
  return add_parsed_option(command, "OUTPUT", target, parse, help)
      ->required()
      ->type_name("FILE[:GROUP]");
}

CLI::Option* add_overwrite_option(CLI::App& command, bool& target) {
  return command.add_flag("--overwrite", target,
                          "Replace existing files, even those that sparseconv did not write");
}

}  // namespace SparseConv::cli
