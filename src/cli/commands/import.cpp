#include <SparseConv/io.hpp>
#include <algorithm>
#include <memory>
#include <with_types.hpp>

#include "arguments/arguments.hpp"
#include "commands.hpp"
#include "commands/files.hpp"
#include "commands/input.hpp"
#include "process/process.hpp"
#include "process/standard_output.hpp"
#include "words.hpp"

namespace SparseConv::cli {
namespace {

const char* const footer =
    R"(INPUT may have any form in which a batch is read: see examples/files.md. It may be a list of
hits, such as events, particles in a detector or stars, in a text or in HDF5. A line of a text is

  image row column [weight]

in numbers that count from 0 and are separated by commas, semicolons, blanks or tabs. The first line
may name the columns, in any order. Hits come in any order too, and those at the same pixel add up.
Sorting them takes 100 MiB of memory and up to 48 bytes a hit in the folder that TMPDIR names.

Examples:
  sparseconv import hits.csv batch.h5 --shape 512,512
  sparseconv import events.h5:run7/hits batch.h5 --shape 512,512 --images 1000
  sparseconv import footprints.npz batch.h5 --shape 303,384 --dtype float)";

struct Arguments {
  std::string input, output;
  io::ReadOptions options;
  std::optional<Precision> precision;
  bool overwrite = false;
  io::Compression compression;
  ProgressStyle progress = ProgressStyle::automatic;
};

Precision precision_of(const io::BatchInfo& info, std::optional<Precision> given) {
  return given.value_or(info.double_precision ? Precision::double_precision
                                              : Precision::single_precision);
}

template <class Scalar, class Ordinal>
void copy(const io::BatchReader& reader, io::BatchWriter& writer, ProgressStyle style) {
  const io::BatchInfo& info = reader.info();
  Progress progress(style, {info.n_images, info.nnz}, {}, long_wait);
  for_each_slice({&reader}, {0, info.n_images}, progress,
                 [&](std::int64_t first, std::int64_t last) {
                   writer.append(reader.read<Scalar, Ordinal>(first, last));
                 });
}

void import_batch(const Arguments& arguments) {
  const std::string file = io::split_path(arguments.output).file;
  refuse_overwriting({file}, {io::split_path(arguments.input).file});
  const io::BatchReader reader = open_batch(arguments.input, arguments.options, arguments.progress);
  const io::BatchInfo& info = reader.info();
  const ImageShape shape = io::image_shape(info, arguments.options.image_shape);
  refuse_overwriting({file}, files_of(reader));
  io::BatchWriter writer(arguments.output, shape, {{"input", arguments.input}},
                         arguments.overwrite ? io::Overwrite::anything : io::Overwrite::results,
                         arguments.compression);
  const Precision precision = precision_of(info, arguments.precision);
  with_types(precision == Precision::double_precision, info.n_pixels,
             [&](auto scalar, auto ordinal) {
               copy<typename decltype(scalar)::type, typename decltype(ordinal)::type>(
                   reader, writer, arguments.progress);
             });
  throw_if_interrupted();
  const std::int64_t bytes = writer.finish().bytes;
  print_summary(counted(info.n_images, "image") + " of " + to_string(shape) + ", " +
                counted(info.nnz, "nonzero") + ", " + counted(bytes, "byte"));
}

void run(const Arguments& arguments) {
  write_all_or_nothing(arguments.output, [&] { import_batch(arguments); });
}

/// The options that tell what INPUT does not.
void add_reading(CLI::App& command, Arguments& values) {
  begin_group(command, "Images");
  add_read_options(command, values.options);
}

}  // namespace

void add_import(CLI::App& program, Command& chosen) {
  auto* command = program.add_subcommand("import", "Store a list of hits, or any batch, in HDF5");
  const auto arguments = std::make_shared<Arguments>();
  command->footer(footer);
  command->add_option("INPUT", arguments->input, "The hits, or a batch of any form")
      ->required()
      ->type_name("FILE[:OBJECT]");
  add_output_option(*command, arguments->output, "The file to be written");
  add_reading(*command, *arguments);
  begin_group(*command, "Output");
  add_precision_option(*command, arguments->precision, "as INPUT");
  add_compression_option(*command, arguments->compression);
  add_overwrite_option(*command, arguments->overwrite);
  begin_group(*command, "Messages");
  add_message_options(*command, arguments->progress);
  command->callback([arguments, &chosen] { chosen = on_first([arguments] { run(*arguments); }); });
}

}  // namespace SparseConv::cli
