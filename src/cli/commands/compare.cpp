#include <SparseConv/Batch.hpp>
#include <SparseConv/io.hpp>
#include <iomanip>
#include <iostream>
#include <limits>
#include <memory>
#include <optional>

#include "arguments/arguments.hpp"
#include "commands.hpp"
#include "commands/difference.hpp"
#include "commands/input.hpp"
#include "process/errors.hpp"
#include "process/standard_output.hpp"

namespace SparseConv::cli {
namespace {

const char* const footer =
    R"(Compares the values of all pixels; one that is not stored is zero, and the order of entries
does not matter. The exit code is 1 if a difference is larger than the tolerance.

Examples:
  sparseconv compare direct.h5 lazy.h5 --tolerance 1e-5
  sparseconv compare old.h5 new.h5:run7/images)";

struct Arguments {
  std::string a, b;
  double tolerance = 0;
  io::ReadOptions options;
  ProgressStyle progress = ProgressStyle::automatic;
};

double tolerance_from_string(const std::string& text) {
  const double tolerance = number_from_string(text);
  SPARSECONV_THROW_IF(tolerance < 0, input, "'" + text + "' is negative");
  return tolerance;
}

std::string shape_of(const io::BatchInfo& info) {
  return counted(info.n_images, "image") + " of " +
         (info.image_shape ? to_string(*info.image_shape) : counted(info.n_pixels, "pixel"));
}

void check_shapes(const io::BatchInfo& a, const io::BatchInfo& b) {
  const bool agree = a.n_images == b.n_images && a.n_pixels == b.n_pixels &&
                     (!a.image_shape || !b.image_shape || *a.image_shape == *b.image_shape);
  SPARSECONV_THROW_IF(!agree, input,
                      a.file + " and " + b.file + " cannot be compared: one has " + shape_of(a) +
                          ", the other " + shape_of(b));
}

Difference find_difference(const io::BatchReader& a, const io::BatchReader& b,
                           ProgressStyle style) {
  Difference difference;
  const std::int64_t n_images = a.info().n_images;
  Progress progress(style, {n_images, a.info().nnz + b.info().nnz}, {}, long_wait);
  for_each_slice({&a, &b}, {0, n_images}, progress, [&](std::int64_t first, std::int64_t last) {
    const auto images = [&](const io::BatchReader& reader) {
      return sort_and_merge(Kokkos::DefaultHostExecutionSpace(),
                            reader.read<double, std::int64_t>(first, last));
    };
    difference.add(images(a), images(b));
  });
  return difference;
}

std::string place_of(const Difference::Place& place, std::optional<ImageShape> shape) {
  const std::string pixel = shape ? "row " + std::to_string(place.pixel / shape->width) +
                                        ", column " + std::to_string(place.pixel % shape->width)
                                  : "pixel " + std::to_string(place.pixel);
  return "image " + std::to_string(place.image) + ", " + pixel;
}

void print(const Difference& difference, const io::BatchInfo& info) {
  std::cout << "compared        " << shape_of(info) << "\nstored          in both "
            << difference.in_both << ", only in the first " << difference.only_a
            << ", only in the second " << difference.only_b << "\ndifferent       "
            << counted(difference.differing, "pixel") << '\n';
  if (difference.differing == 0) return;
  const Difference::Place& place = difference.place;
  std::cout << "largest         " << difference.largest << " in "
            << place_of(place, info.image_shape) << ": "
            << std::setprecision(std::numeric_limits<double>::max_digits10) << place.a << " and "
            << place.b << std::setprecision(6) << '\n';
  if (difference.largest_value > 0)
    std::cout << "relative        " << difference.largest / difference.largest_value
              << " of the largest value\n";
}

io::BatchReader open(const std::string& path, const Arguments& arguments) {
  io::BatchReader reader = open_batch(path, arguments.options, arguments.progress);
  if (const auto& given = arguments.options.image_shape)
    static_cast<void>(io::image_shape(reader.info(), given));  // throws if it does not fit
  return reader;
}

void run(const Arguments& arguments) {
  const io::BatchReader a = open(arguments.a, arguments), b = open(arguments.b, arguments);
  check_shapes(a.info(), b.info());
  const Difference difference = find_difference(a, b, arguments.progress);
  print(difference, a.info().image_shape ? a.info() : b.info());
  finish_output();
  if (difference.largest > arguments.tolerance)
    throw Different(arguments.a + " and " + arguments.b + " differ");
}

}  // namespace

void add_compare(CLI::App& program, Command& chosen) {
  auto* command = program.add_subcommand("compare", "Tell how much two batches differ, and where");
  const auto arguments = std::make_shared<Arguments>();
  command->footer(footer);
  command->add_option("A", arguments->a, "A batch")->required()->type_name("FILE[:GROUP]");
  command->add_option("B", arguments->b, "Another one")->required()->type_name("FILE[:GROUP]");
  begin_group(*command, "Comparison");
  add_parsed_option(*command, "--tolerance", arguments->tolerance, tolerance_from_string,
                    "Largest difference that does not count [0]")
      ->type_name("T");
  add_read_options(*command, arguments->options);
  begin_group(*command, "Messages");
  add_message_options(*command, arguments->progress);
  command->callback([arguments, &chosen] { chosen = on_first([arguments] { run(*arguments); }); });
}

}  // namespace SparseConv::cli
