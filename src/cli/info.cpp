#include <SparseConv/io.hpp>
#include <algorithm>
#include <iomanip>
#include <iostream>
#include <memory>
#include <optional>

#include "arguments.hpp"
#include "commands.hpp"
#include "input.hpp"
#include "statistics.hpp"

namespace SparseConv::cli {
namespace {

const char* const footer =
    R"(Reads the whole file and so checks it: a fault is an error with exit code 3.
The bounding box is the smallest rectangle that holds the entries of an image.

Examples:
  sparseconv info blurred.h5
  sparseconv info cells.h5ad:X --image-shape 303,384)";

struct Arguments {
  std::string file;
  std::optional<ImageShape> image_shape;
  ProgressStyle progress = ProgressStyle::automatic;
};

/// Starts a line of the output.
std::ostream& line(const std::string& name) {
  return std::cout << std::left << std::setw(16) << name;
}

void print_distribution(const std::string& name, std::vector<std::int64_t> numbers,
                        const std::string& unit) {
  if (numbers.empty()) return;
  std::sort(numbers.begin(), numbers.end());
  line(name) << "min " << numbers.front() << ", median " << numbers[numbers.size() / 2] << ", max "
             << numbers.back() << unit << " an image\n";
}

void print_header(const io::BatchInfo& info, std::optional<ImageShape> shape) {
  const double pixels = static_cast<double>(info.n_images) * static_cast<double>(info.n_pixels);
  line("file") << info.file << '\n';
  line("group") << info.group << '\n';
  line("images") << info.n_images << '\n';
  line("image shape") << (shape ? to_string(*shape) : "unknown, --image-shape H,W gives it")
                      << '\n';
  line("pixels") << info.n_pixels << " an image\n";
  line("nonzeros") << info.nnz << '\n';
  line("density") << (pixels > 0 ? static_cast<double>(info.nnz) / pixels : 0) << '\n';
}

void print_statistics(const Statistics& statistics) {
  print_distribution("entries", statistics.entries, "");
  print_distribution("bounding box", statistics.occupied_area, " pixels");
  if (statistics.smallest <= statistics.largest)
    line("values") << statistics.smallest << " to " << statistics.largest << '\n';
  line("stored zeros") << statistics.zeros << '\n';
  line("not finite") << statistics.not_finite << '\n';
  line("columns") << (statistics.ascending ? "sorted, no duplicates"
                                           : "unsorted or with duplicates")
                  << '\n';
}

void run(const Arguments& arguments) {
  const io::BatchReader reader(arguments.file);
  const io::BatchInfo& info = reader.info();
  std::optional<ImageShape> shape;
  if (arguments.image_shape || info.image_shape)
    shape = io::image_shape(info, arguments.image_shape);
  print_header(info, shape);

  Statistics statistics(shape);
  Progress progress(arguments.progress, {info.n_images, info.nnz}, {}, long_wait);
  for_each_slice(reader, {0, info.n_images}, progress, [&](std::int64_t first, std::int64_t last) {
    statistics.add(reader.read<double, std::int64_t>(first, last));
  });
  if (info.has_checksum) io::read_checksum(arguments.file);
  print_statistics(statistics);
  line("check") << "no fault\n";
}

}  // namespace

void add_info(CLI::App& program, Command& chosen) {
  auto* command = program.add_subcommand("info", "Describe a batch, and check its file");
  const auto arguments = std::make_shared<Arguments>();
  command->footer(footer);
  command->add_option("FILE", arguments->file, "The batch")->required()->type_name("FILE[:GROUP]");
  begin_group(*command, "Description");
  add_image_shape_option(*command, arguments->image_shape);
  begin_group(*command, "Messages");
  add_message_options(*command, arguments->progress);
  command->callback([arguments, &chosen] { chosen = on_first([arguments] { run(*arguments); }); });
}

}  // namespace SparseConv::cli
