#ifndef SPARSECONV_CLI_COMMANDS_DESCRIPTION_HPP
#define SPARSECONV_CLI_COMMANDS_DESCRIPTION_HPP

#include <SparseConv/io/BatchReader.hpp>
#include <cstddef>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>

#include "commands/statistics.hpp"

namespace SparseConv::cli {

/// The description of a batch in a file.
struct Description {
  io::BatchInfo info;
  std::optional<ImageShape> shape;  ///< of the images, where it is known
  std::size_t n_files = 1;          ///< files of which the batch consists
  Statistics statistics;
};

/// For people: a line for each thing, its name in the first 16 columns.
std::string to_text(const Description& batch);

/// For programs.
nlohmann::ordered_json to_json(const Description& batch);

}  // namespace SparseConv::cli

#endif
