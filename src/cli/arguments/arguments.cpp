#include "arguments/arguments.hpp"

#include <SparseConv/io/paths.hpp>
#include <starts_with.hpp>

#include "numbers.hpp"
#include "verbosity.hpp"

namespace SparseConv::cli {

namespace {

std::string checked_name(const std::string& text) {
  SPARSECONV_THROW_IF(text.empty(), input, "has no name: is a variable empty?");
  SPARSECONV_THROW_IF(starts_with(text, "--"), input,
                      "'" + text + "' is an option: ./" + text + " names a file");
  return text;
}

}  // namespace

CLI::Option* add_name_option(CLI::App& command, const std::string& name, std::string& target,
                             const std::string& help) {
  return add_parsed_option(command, name, target, checked_name, help);
}

CLI::Option* add_order_option(CLI::App& command, std::optional<io::Order>& target) {
  Choices<io::Order> orders;
  for (const io::Order order : {io::Order::c, io::Order::f})
    orders.emplace_back(io::to_string(order), order);
  return add_choice_option(command, "--order", target, orders,
                           "Whether the file numbers pixels along the rows of an image or down its "
                           "columns [F for matrices of MATLAB and CaImAn, else C]");
}

CLI::Option* add_number_of_images_option(CLI::App& command, std::optional<std::int64_t>& target) {
  return add_parsed_option(command, "--images", target, number_of_images_from_string,
                           "Number of images of a list of hits [as many as have hits, and those "
                           "before]")
      ->type_name("N");
}

void add_read_options(CLI::App& command, io::ReadOptions& target) {
  add_image_shape_option(command, target.image_shape);
  add_order_option(command, target.order);
  add_number_of_images_option(command, target.n_images);
}

CLI::Option* add_output_option(CLI::App& command, std::string& target, const std::string& help) {
  const auto parse = [](const std::string& text) {
    SPARSECONV_THROW_IF(io::split_path(checked_name(text)).file == "-", input,
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

CLI::Option* add_compression_option(CLI::App& command, io::Compression& target) {
  const auto names = [] { return join(io::available_compressions(), "|"); };
  const auto parse = [](const std::string& text) { return io::compression_from_string(text); };
  return add_parsed_option(command, "--compression", target, parse,
                           "How the arrays in OUTPUT are compressed, without any loss [none]")
      ->type_name_fn(names);  // asked only when help is: HDF5 looks for plugins
}

void add_message_options(CLI::App& command, ProgressStyle& progress) {
  const Choices<ProgressStyle> styles{{"auto", ProgressStyle::automatic},
                                      {"bar", ProgressStyle::bar},
                                      {"plain", ProgressStyle::plain},
                                      {"off", ProgressStyle::off}};
  add_choice_option(command, "--progress", progress, styles,
                    "How progress is shown on standard error [auto]");
  auto* quiet = command.add_flag_callback(
      "--quiet", [] { verbosity = Verbosity::quiet; },
      "Tell nothing but errors, and what the command is asked for");
  command
      .add_flag_callback(
          "--verbose", [] { verbosity = Verbosity::verbose; },
          "Tell more: the memory and the slices of the work, and the advice of Kokkos")
      ->excludes(quiet);
}

}  // namespace SparseConv::cli
