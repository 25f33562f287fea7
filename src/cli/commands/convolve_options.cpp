#include "commands/convolve_options.hpp"

#include <memory>

#include "arguments/filter_argument.hpp"
#include "arguments/help.hpp"
#include "commands/spaces.hpp"

namespace SparseConv::cli {
namespace {

const char* const footer =
    R"(INPUT and OUTPUT are FILE or FILE:GROUP. Without a group, INPUT is the group `images`
or the only batch in the file, of several in a file of AnnData X, and OUTPUT the group `images`. A
file FILE.h5ad is one that AnnData opens: OUTPUT is X there, or with a group layers/NAME, obsm/NAME
(results of any shape) or uns/NAME (and of any number of images). With --output-folder
there may be many inputs: the result of each has the name of its file, in that folder, with .h5 in
place of .csv, .npz and the like.

OUTPUT is written under a temporary name. What has its name stays as it is until the result is
complete, and is then replaced if it is a result of this program; anything else, and a file that is
write-protected, is replaced only with --overwrite. What else is in FILE stays where OUTPUT is
FILE:GROUP: the new FILE is a copy, which takes as much room beside it until it is complete.

With several --filter, INPUT is read once, and OUTPUT holds a result for each filter: a group in
GROUP that is named as the filter is given, a file without its folders, such as images/gaussian:1
and images/psf.txt. In a file FILE.h5ad they are its layers. Each has the bytes that it has alone.

Under mpirun the images are divided among the ranks. An image that is more than a rank's share of
the work, or than its memory, is divided itself, by rows. Where these are not stored one after the
other, all entries of the image are read again for each part that fits into memory. Shards, files
with some of the images each, come to be in the folder OUTPUT.shards: `--layout single` copies them
into one file in the end and removes the folder, `--layout sharded` leaves them there, and OUTPUT
refers to them, which spares writing everything twice. With --resume they also stay when a run ends
early, and a later one, with as many ranks as you like, does only what is missing.

With --normalize, an image that is divided, among ranks or because it does not fit into memory, is
convolved twice unless the results of a rank's part fit, as each of its parts needs the sum or
maximum of all.

With --compression the columns take next to no room, and the values what their digits are worth.
gzip is in nearly every HDF5, takes up to eight threads, and pays where a disk is slow or threads
are many; LEVEL, 1 by default, makes little difference.
Where several ranks write one file, the first of them compresses all of it: `--layout sharded`
has every rank compress its own.

Filters:
  box:SIZE                 mean over SIZE x SIZE pixels
  gaussian:SIGMA[:RADIUS]  Gaussian, cut off at RADIUS pixels (4 SIGMA if not given), sum 1
  cosine:HALFWIDTH         raised cosine that reaches zero at HALFWIDTH pixels, sum 1
  disk:RADIUS              mean over the pixels within RADIUS
  ring:INNER:OUTER         mean over the pixels beyond INNER and within OUTER
  log:SIGMA                Laplacian of a Gaussian, negative in the centre
  dog:SIGMA:SIGMA          difference of two Gaussians, the first less the second
  delta                    1, which changes nothing
  FILE:DATASET             2-D dataset of an HDF5 file
  FILE.npy                 2-D array of NumPy
  FILE                     text: a row of the filter a line, # starts a comment

Boundaries, beyond the edges of an image a b c d:
  zero     0 0 0 | a b c d | 0 0 0     reflect  c b a | a b c d | d c b
  wrap     b c d | a b c d | a b c     mirror   d c b | a b c d | c b a
  nearest  a a a | a b c d | d d d     with --mode valid all are the same

Examples:
  sparseconv convolve rois.h5 blurred.h5 --filter cosine:5
  sparseconv convolve events.h5:run7/hits out.h5 --filter psf.txt --mode full --dtype double
  sparseconv convolve rois.h5 blurred.h5 --filter gaussian:3 --boundary reflect
  sparseconv convolve big.h5 out.h5 --filter gaussian:2 --repeat 5 --report timing.json
  sparseconv convolve rois.h5 scales.h5 --filter gaussian:1 --filter gaussian:2 --filter gaussian:4
  sparseconv convolve day1.h5 day2.h5 day3.h5 --output-folder blurred --filter cosine:5
  mpirun -n 8 sparseconv convolve huge.h5 out.h5 --filter box:5 --memory-limit 4G --resume)";

double threshold_from_string(const std::string& text) {
  const double threshold = number_from_string(text);
  SPARSECONV_THROW_IF(!(threshold >= 0), input, "'" + text + "' is not a number of at least 0");
  return threshold;
}

/// Throws unless the results of the filters can have names.
void check_filters(const std::vector<std::string>& filters) {
  std::vector<job::NamedFilter> named(filters.size());
  for (std::size_t i = 0; i < filters.size(); ++i) named[i].name = filters[i];
  try {
    static_cast<void>(job::result_names(named));
  } catch (const Error& error) {
    throw CLI::ValidationError("--filter", error.what());
  }
}

/// Throws if options exclude each other. They are said once all are known, as any may come first.
void check_together(const job::Job& job) {
  if (!job.at_entries) return;
  if (job.options.threshold > 0)
    throw CLI::ValidationError("--at-entries", "excludes --threshold: all entries keep a value");
  if (job.options.mode != Mode::same)
    throw CLI::ValidationError("--at-entries", "needs --mode same: the pixels are those of INPUT");
  if (job.options.method != Method::automatic && job.options.method != Method::direct)
    throw CLI::ValidationError("--at-entries", "is done by --method direct alone");
}

/// The arguments, and the options of the result.
void add_files(CLI::App& command, ConvolveArguments& values) {
  command.add_option("INPUT", values.input, "The batch")->required()->type_name("FILE[:GROUP]");
  add_output_option(command, values.output, "The file for the result")->required(false);
  command.add_option("MORE", values.more_inputs)->group("");
  begin_group(command, "Output");
  add_name_option(command, "--output-folder", values.output_folder,
                  "Folder for the results of all inputs, in place of OUTPUT")
      ->type_name("FOLDER");
  add_overwrite_option(command, values.overwrite);
  add_precision_option(command, values.job.precision, "as INPUT");
  const Choices<job::Layout> layouts{{"single", job::Layout::single},
                                     {"sharded", job::Layout::sharded}};
  add_choice_option(command, "--layout", values.job.layout, layouts,
                    "OUTPUT in one file, or in many that it refers to [single]");
  add_compression_option(command, values.job.compression);
}

/// The options of the computation.
void add_computation(CLI::App& command, ConvolveArguments& values) {
  begin_group(command, "Computation");
  add_parsed_list(command, "--filter", values.filters, filter_argument,
                  "See below; may be given several times")
      ->required()
      ->type_name("FILTER");
  const Choices<Mode> modes{{"full", Mode::full}, {"same", Mode::same}, {"valid", Mode::valid}};
  add_choice_option(command, "--mode", values.job.options.mode, modes,
                    "Part of the convolution, as in scipy.signal.convolve2d [same]");
  Choices<Boundary> boundaries;
  for (const Boundary boundary : all_boundaries())
    boundaries.emplace_back(to_string(boundary), boundary);
  add_choice_option(command, "--boundary", values.job.options.boundary, boundaries,
                    "What is beyond the edges of an image, as in scipy.ndimage [zero]");
  command.add_flag("--correlate", values.job.options.correlate,
                   "Turn the filter by half a turn, as scipy.signal.correlate2d does");
  command.add_flag("--adjoint", values.job.options.adjoint,
                   "Apply the transpose: take results of this mode, boundary and filter, and give "
                   "images of the shape that they have");
  Choices<Method> methods{{to_string(Method::automatic), Method::automatic}};
  for (const Method method : all_methods()) methods.emplace_back(to_string(method), method);
  add_choice_option(command, "--method", values.job.options.method, methods,
                    "How it is computed; the result is the same [automatic]");
  add_parsed_option(command, "--space", values.job.space, space_from_string,
                    "Where it is computed: an execution space of Kokkos [" +
                        job::execution_spaces().front() + "]")
      ->type_name(names_of_spaces());
  add_image_shape_option(command, values.job.image_shape);
  add_order_option(command, values.job.order);
  add_number_of_images_option(command, values.job.n_images);
}

/// The options that say what becomes of the sums.
void add_results(CLI::App& command, ConvolveArguments& values) {
  begin_group(command, "Results");
  command.add_flag("--at-entries", values.job.at_entries,
                   "Values at the entries of INPUT alone, zeros among them too");
  add_parsed_option(command, "--threshold", values.job.options.threshold, threshold_from_string,
                    "Drop what is smaller in absolute value [0]")
      ->type_name("T");
  Choices<Normalize> kinds;
  for (const Normalize kind : {Normalize::none, Normalize::sum, Normalize::max})
    kinds.emplace_back(to_string(kind), kind);
  add_choice_option(command, "--normalize", values.job.options.normalize, kinds,
                    "Divide every image by its sum or its largest value, after --threshold [none]");
}

/// The options for large batches and long jobs.
void add_endurance(CLI::App& command, ConvolveArguments& values) {
  begin_group(command, "Large batches and long jobs");
  add_parsed_option(command, "--memory-limit", values.job.memory_limit, bytes_from_string,
                    "Memory that a rank keeps within, such as 4G [half of the machine's, shared by "
                    "the ranks on it]")
      ->type_name("BYTES");
  add_parsed_option(command, "--shard-size", values.job.shard_size, bytes_from_string,
                    "Size at which a shard is complete and the next is begun [256M]")
      ->type_name("BYTES");
  command.add_flag("--resume", values.job.resume,
                   "Go on where a run with --resume was ended; if this one is, keep what is done");
}

/// The options of messages and the report.
void add_telling(CLI::App& command, ConvolveArguments& values) {
  begin_group(command, "Messages");
  const auto repeat = [](const std::string& text) { return integer_from_string(text, 1, 1000000); };
  add_parsed_option(command, "--repeat", values.job.repeat, repeat,
                    "Convolve everything so many times, for timing [1]")
      ->type_name("N");
  add_name_option(command, "--report", values.report,
                  "File for figures and times, as JSON; - is standard output")
      ->type_name("FILE");
  add_message_options(command, values.progress);
}

}  // namespace

void add_convolve_options(CLI::App& command, ConvolveArguments& values) {
  command.footer(footer);
  command.formatter(std::make_shared<HelpFormatter>(std::vector<std::string>{
      "INPUT OUTPUT --filter FILTER", "INPUT... --output-folder FOLDER --filter FILTER"}));
  add_files(command, values);
  add_computation(command, values);
  add_results(command, values);
  add_endurance(command, values);
  add_telling(command, values);
}

void check_convolve_options(const ConvolveArguments& values) {
  check_filters(values.filters);
  check_together(values.job);
}

}  // namespace SparseConv::cli
