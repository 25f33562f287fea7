#include <SparseConv/io.hpp>
#include <iostream>
#include <json_text.hpp>
#include <memory>
#include <optional>
#include <vector>

#include "arguments/arguments.hpp"
#include "commands.hpp"
#include "commands/description.hpp"
#include "commands/input.hpp"
#include "process/standard_output.hpp"

namespace SparseConv::cli {
namespace {

const char* const footer =
    R"(Reads the whole of each file and so checks it: a fault is an error with exit code 3.
The bounding box is the smallest rectangle that holds the entries of an image. The attributes
filter, mode, method, input and version tell what a result was made of.

Examples:
  sparseconv info blurred.h5
  sparseconv info cells.h5ad:X --image-shape 303,384
  sparseconv info day1.h5 day2.h5 --json)";

struct Arguments {
  std::vector<std::string> files;
  io::ReadOptions options;
  bool json = false;
  ProgressStyle progress = ProgressStyle::automatic;
};

Description describe(const std::string& file, const Arguments& arguments) {
  const io::BatchReader reader = open_batch(file, arguments.options, arguments.progress);
  const io::BatchInfo& info = reader.info();
  std::optional<ImageShape> shape;
  if (arguments.options.image_shape || info.image_shape)
    shape = io::image_shape(info, arguments.options.image_shape);
  Description description{info, shape, reader.sources().size(), Statistics(shape)};
  Progress progress(arguments.progress, {info.n_images, info.nnz}, {}, long_wait);
  for_each_slice({&reader}, {0, info.n_images}, progress,
                 [&](std::int64_t first, std::int64_t last) {
                   description.statistics.add(reader.read<double, std::int64_t>(first, last));
                 });
  if (info.has_checksum) io::read_checksum(file);
  return description;
}

void run(const Arguments& arguments) {
  nlohmann::ordered_json all = nlohmann::ordered_json::array();
  for (const std::string& file : arguments.files) {
    const Description description = describe(file, arguments);
    if (arguments.json) {
      all.push_back(to_json(description));
    } else {
      std::cout << (&file == &arguments.files.front() ? "" : "\n") << to_text(description);
      finish_output();  // what is said of one file stays, even if the next has a fault
    }
  }
  if (arguments.json) std::cout << json_text(all.size() == 1 ? all[0] : all) << '\n';
}

}  // namespace

void add_info(CLI::App& program, Command& chosen) {
  auto* command = program.add_subcommand("info", "Describe batches, and check their files");
  const auto arguments = std::make_shared<Arguments>();
  command->footer(footer);
  command->add_option("FILE", arguments->files, "The batches")
      ->required()
      ->type_name("FILE[:GROUP]");
  begin_group(*command, "Description");
  command->add_flag("--json", arguments->json,
                    "Describe as JSON: an object, or a list of these for several files");
  add_read_options(*command, arguments->options);
  begin_group(*command, "Messages");
  add_message_options(*command, arguments->progress);
  command->callback([arguments, &chosen] { chosen = on_first([arguments] { run(*arguments); }); });
}

}  // namespace SparseConv::cli
