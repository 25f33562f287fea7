#include <SparseConv/io/paths.hpp>
#include <cstdio>
#include <filesystem>
#include <memory>
#include <optional>
#include <regex>

#include "arguments.hpp"
#include "commands.hpp"
#include "convolution.hpp"
#include "dispatch.hpp"
#include "files.hpp"
#include "input.hpp"
#include "memory.hpp"
#include "output.hpp"

namespace SparseConv::cli {
namespace {

const char* const footer =
    R"(INPUT and OUTPUT are FILE or FILE:GROUP. Without a group, INPUT is the group `images`
or the only batch in the file, and OUTPUT the group `images`. OUTPUT is written under a temporary
name and replaces an existing file only when it is complete.

Under mpirun the images are divided among the ranks. An image that is more than a rank's share of
the work, or than its memory, is divided itself, by rows. Where these are not stored one after the
other, all entries of the image are read again for each part that fits into memory. Shards, files
with some of the images each, come to be in the folder OUTPUT.shards: `--layout single` copies them
into one file in the end and removes the folder, `--layout sharded` leaves them there, and OUTPUT
refers to them, which spares writing everything twice. With --resume they also stay when a run ends
early, and a later one, with as many ranks as you like, does only what is missing.

Filters:
  box:SIZE                 mean over SIZE x SIZE pixels
  gaussian:SIGMA[:RADIUS]  Gaussian, cut off at RADIUS pixels (4 SIGMA if not given), sum 1
  cosine:HALFWIDTH         raised cosine that reaches zero at HALFWIDTH pixels, sum 1
  FILE:DATASET             2-D dataset of an HDF5 file
  FILE                     text: a row of the filter a line, # starts a comment

Examples:
  sparseconv convolve rois.h5 blurred.h5 --filter cosine:5
  sparseconv convolve events.h5:run7/hits out.h5 --filter psf.txt --mode full --dtype double
  sparseconv convolve big.h5 out.h5 --filter gaussian:2 --repeat 5 --report timing.json
  mpirun -n 8 sparseconv convolve huge.h5 out.h5 --filter box:5 --memory-limit 4G --resume)";

struct Arguments {
  std::string input, output, filter, report;
  Options options;
  std::string space = space_name<Kokkos::DefaultExecutionSpace>();
  std::optional<Precision> precision;
  std::optional<ImageShape> image_shape;
  std::optional<std::int64_t> memory_limit;
  std::int64_t shard_size = std::int64_t{256} << 20;
  Layout layout = Layout::single;
  bool resume = false;
  bool overwrite = false;
  std::int64_t repeat = 1;
  ProgressStyle progress = ProgressStyle::automatic;
};

Filter make_filter(const std::string& text) {
  return names_a_filter(text) ? filter_from_string(text) : io::read_filter(text);
}

/// Reads a description early, so that a wrong one is a bad command line and not bad input; also one
/// with a name that does not exist, unless there is such a file.
std::string checked_filter(const std::string& text) {
  static const std::regex description("[a-z]+:[0-9.:]+");
  const bool described =
      std::regex_match(text, description) && !std::filesystem::exists(io::split_path(text).file);
  if (described || names_a_filter(text)) filter_from_string(text);
  return text;
}

/// The options, with buffers that fit into the memory limit, where one was given: what follows from
/// the machine must not decide on the method.
Options make_options(const Arguments& arguments) {
  Options options = arguments.options;
  if (!arguments.memory_limit) return options;
  options.memory_budget = std::min(options.memory_budget, *arguments.memory_limit / 2);
  options.max_buffer_bytes = std::min(options.max_buffer_bytes, *arguments.memory_limit / 4);
  return options;
}

/// \return the bytes that a rank should keep within
std::int64_t observe_memory_limit(const Arguments& arguments, const Ranks& ranks) {
  if (arguments.memory_limit) {
    return_memory_early();
    return *arguments.memory_limit;
  }
  constexpr std::int64_t plenty = std::int64_t{1} << 30;
  const std::int64_t limit = default_memory_limit(ranks.size_of_node());
  limit >= plenty ? keep_memory() : return_memory_early();
  return limit;
}

Convolution make_convolution(const Arguments& arguments, const Ranks& ranks) {
  io::BatchReader input(arguments.input);
  const io::BatchInfo& info = input.info();
  const ImageShape image = image_shape(info, arguments.image_shape);
  const Precision precision = arguments.precision.value_or(
      info.double_precision ? Precision::double_precision : Precision::single_precision);
  return {
      std::move(input),
      image,
      arguments.output,
      make_filter(arguments.filter),
      make_options(arguments),
      arguments.space,
      precision,
      observe_memory_limit(arguments, ranks),
      arguments.shard_size,
      arguments.layout,
      arguments.resume,
      arguments.repeat,
      arguments.progress,
      {{"filter", arguments.filter}, {"input", arguments.input}, {"version", SPARSECONV_VERSION}}};
}

void tell(Report& report, const Convolution& convolution, NewFile* report_file) {
  report.bytes_read =
      static_cast<std::int64_t>(std::filesystem::file_size(convolution.input.info().file));
  if (report_file != nullptr) {
    std::fputs(to_json(report).c_str(), report_file->stream());
    report_file->commit();
  }
  if (report_file == nullptr || report_file->stream() != stdout) print_summary(summary(report));
}

/// What is in the folder of the shards to come is not for reading.
void refuse_shard_as_input(const Arguments& arguments) {
  std::error_code ignored;
  const auto folder = std::filesystem::path(io::split_path(arguments.input).file).parent_path();
  const std::string shards = io::split_path(arguments.output).file + ".shards";
  SPARSECONV_THROW_IF(std::filesystem::equivalent(folder, shards, ignored), input,
                      arguments.input +
                          ": this input is one of the shards of the output itself, "
                          "name another output");
}

/// Refuses names that clash, and opens the report where one is asked for.
std::unique_ptr<NewFile> prepare_outputs(const Arguments& arguments) {
  std::vector<std::string> others{arguments.input};
  if (!names_a_filter(arguments.filter)) others.push_back(arguments.filter);
  refuse_overwriting(arguments.output, others);
  refuse_shard_as_input(arguments);
  if (arguments.report.empty()) return nullptr;
  others.push_back(arguments.output);
  refuse_overwriting(arguments.report, others);
  return std::make_unique<NewFile>(arguments.report, report_kind, arguments.overwrite);
}

void run(const Arguments& arguments, const Ranks& ranks) {
  const Kokkos::Timer timer;
  std::optional<Convolution> convolution;
  std::unique_ptr<NewFile> report_file;
  ranks.agree([&] { convolution.emplace(make_convolution(arguments, ranks)); });
  ranks.agree_on_first([&] { report_file = prepare_outputs(arguments); });
  Report report = run(*convolution, ranks);
  report.seconds.total = timer.seconds();
  combine(report, ranks);
  ranks.agree_on_first([&] { tell(report, *convolution, report_file.get()); });
}

/// The options that say what is computed.
void add_computation(CLI::App& command, Arguments& values) {
  add_parsed_option(command, "--filter", values.filter, checked_filter, "See below")
      ->required()
      ->type_name("FILTER");
  add_parsed_option(command, "--mode", values.options.mode, mode_from_string,
                    "Part of the convolution, as in scipy.signal.convolve2d [same]")
      ->type_name("full|same|valid");
  add_parsed_option(command, "--method", values.options.method, method_from_string,
                    "How it is computed; the result is the same [automatic]")
      ->type_name("METHOD");
  add_choice_option(command, "--space", values.space, space_choices(),
                    "Where it is computed: an execution space of Kokkos [" + values.space + "]");
  add_precision_option(command, values.precision, "as INPUT");
  add_image_shape_option(command, values.image_shape);
}

/// The options that say how large batches and long jobs are dealt with.
void add_endurance(CLI::App& command, Arguments& values) {
  add_parsed_option(command, "--memory-limit", values.memory_limit, bytes_from_string,
                    "Memory that a rank keeps within, such as 4G [half of the machine's, shared by "
                    "the ranks on it]")
      ->type_name("BYTES");
  const Choices<Layout> layouts{{"single", Layout::single}, {"sharded", Layout::sharded}};
  add_choice_option(command, "--layout", values.layout, layouts,
                    "OUTPUT in one file, or in many that it refers to [single]");
  add_parsed_option(command, "--shard-size", values.shard_size, bytes_from_string,
                    "Size at which a shard is complete and the next is begun [256M]")
      ->type_name("BYTES");
  command.add_flag("--resume", values.resume,
                   "Go on where a run with --resume was ended; if this one is, keep what is done");
}

/// The options that say what is told about it.
void add_telling(CLI::App& command, Arguments& values) {
  const auto repeat = [](const std::string& text) { return integer_from_string(text, 1, 1000000); };
  add_parsed_option(command, "--repeat", values.repeat, repeat,
                    "Convolve everything so many times, for timing [1]")
      ->type_name("N");
  command
      .add_option("--report", values.report,
                  "File for figures and times, as JSON; - is standard output")
      ->type_name("FILE");
  add_overwrite_option(command, values.overwrite);
  const Choices<ProgressStyle> styles{{"auto", ProgressStyle::automatic},
                                      {"bar", ProgressStyle::bar},
                                      {"plain", ProgressStyle::plain},
                                      {"off", ProgressStyle::off}};
  add_choice_option(command, "--progress", values.progress, styles,
                    "How progress is shown on standard error [auto]");
}

}  // namespace

void add_convolve(CLI::App& program, Command& chosen) {
  auto* command = program.add_subcommand("convolve", "Convolve every image of a batch");
  const auto arguments = std::make_shared<Arguments>();
  command->footer(footer);
  command->add_option("INPUT", arguments->input, "The batch")
      ->required()
      ->type_name("FILE[:GROUP]");
  command->add_option("OUTPUT", arguments->output, "The file for the result")
      ->required()
      ->type_name("FILE[:GROUP]");
  add_computation(*command, *arguments);
  add_endurance(*command, *arguments);
  add_telling(*command, *arguments);
  command->callback([arguments, &chosen] {
    chosen = [arguments](const Ranks& ranks) { run(*arguments, ranks); };
  });
}

}  // namespace SparseConv::cli
