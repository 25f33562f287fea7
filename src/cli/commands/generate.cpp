#include <SparseConv/Error.hpp>
#include <SparseConv/io.hpp>
#include <SparseConv/job/limits.hpp>
#include <algorithm>
#include <bytes_to_string.hpp>
#include <cmath>
#include <filesystem>
#include <io/files/find_file.hpp>
#include <limits>
#include <memory>
#include <optional>
#include <with_types.hpp>

#include "arguments/arguments.hpp"
#include "commands.hpp"
#include "commands/random_images.hpp"
#include "process/process.hpp"
#include "process/standard_output.hpp"
#include "words.hpp"

namespace SparseConv::cli {
namespace {

const char* const footer =
    R"(With --density every pixel is stored with that probability, whatever the others, and
its value is uniform in (0, 1]. With --blobs an image holds COUNT round patches at uniform places;
a pixel at distance d < RADIUS from the centre has the value a (1 - d^2 / RADIUS^2)^2, a uniform in
(0, 1] for each patch, and where patches overlap the larger value counts.
An image depends on the seed and on its number alone: it is the same on every machine.

Examples:
  sparseconv generate random.h5 --images 1000 --shape 512,512 --density 0.001 --seed 7
  sparseconv generate footprints.h5 --images 5000 --shape 1024,1024 --blobs 1:8
  sparseconv generate field.h5 --images 1 --shape 4096,4096 --blobs 2000:6 --dtype double)";

constexpr std::int64_t most_blobs = 1000000000;

/// `COUNT[:RADIUS]` of the option `--blobs`.
struct Blobs {
  std::int64_t count = 0;
  std::int64_t radius = 6;
};

struct Arguments {
  std::string output;
  std::int64_t images = 0;
  ImageShape shape;
  std::optional<double> density;
  std::optional<Blobs> blobs;
  std::int64_t seed = 0;
  Precision precision = Precision::single_precision;
  bool overwrite = false;
  io::Compression compression;
  ProgressStyle progress = ProgressStyle::automatic;
};

double density_from_string(const std::string& text) {
  const double density = number_from_string(text);
  SPARSECONV_THROW_IF(density < 0 || density > 1, input, "'" + text + "' is not in 0 .. 1");
  return density;
}

Blobs blobs_from_string(const std::string& text) {
  const std::size_t colon = text.find(':');
  Blobs blobs;
  blobs.count = integer_from_string(text.substr(0, colon), 0, most_blobs);
  if (colon != std::string::npos)
    blobs.radius = integer_from_string(text.substr(colon + 1), 1, max_extent);
  return blobs;
}

double expected_entries_of_image(const Arguments& arguments) {
  if (arguments.blobs)
    return expected_pixels(arguments.shape, arguments.blobs->count, arguments.blobs->radius);
  return static_cast<double>(arguments.shape.size()) * *arguments.density;
}

void refuse_above(double there, double needed, const std::string& what) {
  SPARSECONV_THROW_IF(needed > there, system,
                      what + " would take about " + bytes_to_string(needed) +
                          " bytes, more than the " + bytes_to_string(there) +
                          " that there are: generate fewer images, or less in each");
}

double free_disk_space(const std::string& file) {
  const std::filesystem::path folder = std::filesystem::path(file).parent_path();
  std::error_code failed;
  const auto space = std::filesystem::space(folder.empty() ? "." : folder, failed);
  return failed ? std::numeric_limits<double>::infinity() : static_cast<double>(space.available);
}

/// Refuses at once a batch that would fail only after hours: an image is drawn in memory as a
/// whole, and the file needs room. The size of a compressed file cannot be told beforehand.
void check_size(const Arguments& arguments) {
  const double entries = expected_entries_of_image(arguments);
  constexpr double bytes_drawn = 4 * sizeof(Pixel);  // room to grow, and a copy to be written
  refuse_above(2 * static_cast<double>(job::default_memory_limit(1)), bytes_drawn * entries,
               "an image in memory");
  if (arguments.compression.kind != io::Compression::Kind::none) return;
  constexpr double bytes_of_offset = 8, least_bytes_of_entry = 8;
  refuse_above(
      free_disk_space(io::follow_links(io::split_path(arguments.output).file)),
      static_cast<double>(arguments.images) * (bytes_of_offset + least_bytes_of_entry * entries),
      "the file");
}

/// The images that are in memory at a time.
struct Slice {
  static constexpr std::size_t most_entries = std::size_t{1} << 22;

  std::vector<std::int64_t> offsets{0};
  std::vector<Pixel> pixels;

  bool full() const { return pixels.size() >= most_entries || offsets.size() > most_entries; }
};

template <class Scalar, class Ordinal>
io::HostBatch<Scalar, Ordinal> to_batch(const Slice& slice, std::int64_t n_pixels) {
  using Result = io::HostBatch<Scalar, Ordinal>;
  const std::size_t nnz = slice.pixels.size();
  typename Result::row_map_type::non_const_type row_map("SparseConv::cli::row_map",
                                                        slice.offsets.size());
  typename Result::index_type::non_const_type entries("SparseConv::cli::entries", nnz);
  typename Result::values_type::non_const_type values("SparseConv::cli::values", nnz);
  std::copy(slice.offsets.begin(), slice.offsets.end(), row_map.data());
  for (std::size_t i = 0; i < nnz; ++i) {
    entries(i) = static_cast<Ordinal>(slice.pixels[i].index);
    values(i) = static_cast<Scalar>(slice.pixels[i].value);
  }
  return Result("SparseConv::cli::batch", static_cast<Ordinal>(slice.offsets.size() - 1),
                static_cast<Ordinal>(n_pixels), static_cast<std::int64_t>(nnz), values, row_map,
                entries);
}

/// The progress of drawing. The number of stored pixels is known only in the end: until then the
/// progress shows the expected number.
class Drawing {
 public:
  explicit Drawing(const Arguments& arguments)
      : all_{arguments.images,
             std::llround(std::min(1e18, expected_entries_of_image(arguments) *
                                             static_cast<double>(arguments.images)))},
        progress_(arguments.progress, all_, {}, long_wait) {}

  void show(std::int64_t images) {
    const double part = static_cast<double>(images) / static_cast<double>(all_.images);
    progress_.show({images, std::llround(part * static_cast<double>(all_.nnz))});
  }

 private:
  Amount all_;
  Progress progress_;
};

/// Draws and writes all images. \return the number of stored pixels
template <class Scalar, class Ordinal>
std::int64_t write_images(const Arguments& arguments, io::BatchWriter& writer) {
  const DrawImage draw =
      arguments.blobs ? patches(arguments.shape, arguments.blobs->count, arguments.blobs->radius)
                      : uniform_pixels(arguments.shape, *arguments.density);
  Drawing drawing(arguments);
  std::int64_t nnz = 0;
  std::int64_t image = 0;
  do {  // at least once: a batch without images also gives the file its types
    Slice slice;
    while (image < arguments.images && !slice.full()) {
      throw_if_interrupted();
      Random random = random_for_image(static_cast<std::uint64_t>(arguments.seed), image++);
      draw(random, slice.pixels);
      slice.offsets.push_back(static_cast<std::int64_t>(slice.pixels.size()));
      drawing.show(image);
    }
    writer.append(to_batch<Scalar, Ordinal>(slice, arguments.shape.size()));
    nnz += slice.offsets.back();
  } while (image < arguments.images);
  return nnz;
}

void generate(const Arguments& arguments) {
  check_size(arguments);
  io::BatchWriter writer(arguments.output, arguments.shape,
                         {{"seed", std::to_string(arguments.seed)}},
                         arguments.overwrite ? io::Overwrite::anything : io::Overwrite::results,
                         arguments.compression);
  std::int64_t nnz = 0;
  with_types(arguments.precision == Precision::double_precision,
             std::max(arguments.images, arguments.shape.size()), [&](auto scalar, auto ordinal) {
               nnz =
                   write_images<typename decltype(scalar)::type, typename decltype(ordinal)::type>(
                       arguments, writer);
             });
  throw_if_interrupted();
  const std::int64_t bytes = writer.finish().bytes;
  print_summary(counted(arguments.images, "image") + " of " + to_string(arguments.shape) + ", " +
                counted(nnz, "nonzero") + ", " + counted(bytes, "byte"));
}

void run(const Arguments& arguments) {
  write_all_or_nothing(arguments.output, [&] { generate(arguments); });
}

/// The options of the images.
void add_content(CLI::App& command, Arguments& values) {
  begin_group(command, "Content of an image (one of these)");
  auto* density = add_parsed_option(command, "--density", values.density, density_from_string,
                                    "Single pixels: the probability that one is stored");
  density->type_name("D");
  add_parsed_option(command, "--blobs", values.blobs, blobs_from_string,
                    "Round patches: how many, and their radius in pixels [6]")
      ->type_name("COUNT[:RADIUS]")
      ->excludes(density);
}

}  // namespace

void add_generate(CLI::App& program, Command& chosen) {
  auto* command = program.add_subcommand("generate", "Write a batch of random images");
  const auto arguments = std::make_shared<Arguments>();
  const auto seed = [](const std::string& text) { return integer_from_string(text, 0); };
  command->footer(footer);
  add_output_option(*command, arguments->output, "The file to be written");
  begin_group(*command, "Images");
  add_parsed_option(*command, "--images", arguments->images, number_of_images_from_string,
                    "Number of images")
      ->required()
      ->type_name("N");
  add_parsed_option(*command, "--shape", arguments->shape, shape_from_string,
                    "Height and width of the images")
      ->required()
      ->type_name("H,W");
  add_parsed_option(*command, "--seed", arguments->seed, seed,
                    "Number that the images follow from [0]")
      ->type_name("S");
  add_content(*command, *arguments);
  begin_group(*command, "Output");
  add_precision_option(*command, arguments->precision, "float");
  add_compression_option(*command, arguments->compression);
  add_overwrite_option(*command, arguments->overwrite);
  begin_group(*command, "Messages");
  add_message_options(*command, arguments->progress);
  command->callback([arguments, &chosen] {
    if (!arguments->density && !arguments->blobs) throw CLI::RequiredError("--density or --blobs");
    chosen = on_first([arguments] { run(*arguments); });
  });
}

}  // namespace SparseConv::cli
