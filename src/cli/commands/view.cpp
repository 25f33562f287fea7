#include <SparseConv/io.hpp>
#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <letter_case.hpp>
#include <memory>
#include <optional>
#include <sstream>
#include <vector>

#include "arguments/arguments.hpp"
#include "commands.hpp"
#include "commands/files.hpp"
#include "commands/input.hpp"
#include "commands/picture/compose.hpp"
#include "commands/picture/draw.hpp"
#include "commands/picture/png.hpp"
#include "process/standard_output.hpp"
#include "words.hpp"

namespace SparseConv::cli {
namespace {

const char* const footer =
    R"(Draws the maximum over all images, pixel by pixel, or images side by side, with their
numbers above them. Pixels that are not stored are zero. Small pictures are enlarged; large ones
reduced by taking the maximum over blocks of pixels. The bar below gives the values that its colours
stand for at its ends and in its middle; infinities have the colours of the ends, what is not a
number is red. An existing PNG picture is replaced, any other file only with --overwrite.

Examples:
  sparseconv view blurred.h5 projection.png --normalize
  sparseconv view rois.h5 rois.png --sheet 100 --first 200 --crop
  sparseconv view rois.h5 some.png --images 3,7,20-25 --colour grey
  sparseconv view stars.h5 stars.png --scale log --percentile 99.5)";

constexpr std::int64_t largest_sheet = 10000;
constexpr std::int64_t last_image = 1000000000000;

struct Arguments {
  std::string file, picture;
  std::optional<std::int64_t> sheet;
  std::int64_t first = 0;
  Composition composition;
  bool projection = false;
  Scale::Kind scale = Scale::Kind::linear;
  double percentile = 100;
  const Palette* palette = &viridis;
  io::ReadOptions options;
  bool overwrite = false;
  ProgressStyle progress = ProgressStyle::automatic;
};

std::string picture_from_string(const std::string& text) {
  const std::string extension = lower_case(std::filesystem::path(text).extension().string());
  SPARSECONV_THROW_IF(text != "-" && extension != ".png", input,
                      "'" + text + "' does not end in .png, and is not - for standard output");
  return text;
}

/// Images from a list such as `3,7,20-25`.
std::vector<ImageRange> images_from_string(const std::string& text) {
  std::vector<ImageRange> images;
  std::istringstream parts(text);
  for (std::string part; std::getline(parts, part, ',');) {
    const std::size_t dash = part.find('-', 1);
    const std::int64_t first = integer_from_string(part.substr(0, dash), 0, last_image);
    const std::int64_t last = dash == std::string::npos
                                  ? first
                                  : integer_from_string(part.substr(dash + 1), first, last_image);
    images.push_back({first, last + 1});
  }
  SPARSECONV_THROW_IF(images.empty(), input,
                      "'" + text + "' is no list of images such as 3,7,20-25");
  return images;
}

double percentile_from_string(const std::string& text) {
  const double percentile = number_from_string(text);
  SPARSECONV_THROW_IF(percentile <= 0 || percentile > 100, input,
                      "'" + text + "' is not above 0 and at most 100");
  return percentile;
}

/// The composition that the arguments ask for, of a batch of so many images.
Composition composition_of(const Arguments& arguments, std::int64_t n_images) {
  Composition composition = arguments.composition;
  composition.side_by_side =
      arguments.sheet || (!composition.images.empty() && !arguments.projection);
  if (arguments.sheet)
    composition.images = {
        {arguments.first,
         std::max(arguments.first, std::min(arguments.first + *arguments.sheet, n_images))}};
  else if (composition.images.empty())
    composition.images = {{0, n_images}};
  return composition;
}

std::string summary(const Arguments& arguments, const Composition& composition,
                    const io::BatchInfo& info, const Canvas& canvas, const Scale& scale) {
  std::ostringstream text;
  text << arguments.picture << ": " << canvas.width() << 'x' << canvas.height() << " pixels, "
       << (composition.side_by_side ? "" : "the maximum over ") << count_images(composition)
       << " of " << counted(info.n_images, "image")
       << (composition.side_by_side ? " side by side" : "") << ", pixels in order "
       << io::to_string(info.order) << ", colours from " << scale.value(0) << " to "
       << scale.value(1);
  return text.str();
}

void run(const Arguments& arguments) {
  const io::BatchReader reader = open_batch(arguments.file, arguments.options, arguments.progress);
  const std::int64_t n_images = reader.info().n_images;
  const ImageShape shape = io::image_shape(reader.info(), arguments.options.image_shape);
  refuse_overwriting({arguments.picture}, files_of(reader));
  NewFile picture(arguments.picture, picture_kind, arguments.overwrite);
  const Composition composition = composition_of(arguments, n_images);
  const Mosaic mosaic = compose(reader, shape, composition, arguments.progress);
  const Scale scale = make_scale(mosaic, arguments.scale, arguments.percentile);
  const Canvas canvas =
      draw(mosaic, scale, *arguments.palette,
           composition.side_by_side ? numbers_of_images(composition) : std::vector<std::string>());
  const std::vector<char> png = to_png(canvas);
  std::fwrite(png.data(), 1, png.size(), picture.stream());
  picture.commit();
  if (picture.stream() != stdout)
    print_summary(summary(arguments, composition, reader.info(), canvas, scale));
}

/// The options of the images that are shown.
void add_selection(CLI::App& command, Arguments& values) {
  begin_group(command, "What is shown");
  const auto sheet_from_string = [](const std::string& text) {
    return integer_from_string(text, 1, largest_sheet);
  };
  const auto first_from_string = [](const std::string& text) {
    return integer_from_string(text, 0, last_image);
  };
  auto* sheet = add_parsed_option(command, "--sheet", values.sheet, sheet_from_string,
                                  "N images side by side");
  sheet->type_name("N");
  add_parsed_option(command, "--first", values.first, first_from_string,
                    "With --sheet, the number of the first image; they count from 0 [0]")
      ->type_name("I")
      ->needs(sheet);
  add_parsed_option(command, "--images", values.composition.images, images_from_string,
                    "These images side by side, or their maximum with --projection")
      ->type_name("I,J,K-L")
      ->excludes(sheet);
  command
      .add_flag("--projection", values.projection,
                "The maximum over all images [unless --sheet or --images]")
      ->excludes(sheet);
  command.add_flag("--crop", values.composition.crop,
                   "Only where there are entries: side by side, each image around its own");
  command.add_flag("--normalize", values.composition.normalize,
                   "Every image divided by its own largest value");
  add_image_shape_option(command, values.options.image_shape);
  add_order_option(command, values.options.order);
}

/// The options of the picture.
void add_colours(CLI::App& command, Arguments& values) {
  begin_group(command, "Colours");
  const Choices<Scale::Kind> scales{
      {"linear", Scale::Kind::linear}, {"sqrt", Scale::Kind::sqrt}, {"log", Scale::Kind::log}};
  add_choice_option(command, "--scale", values.scale, scales, "How colours follow values [linear]");
  add_parsed_option(command, "--percentile", values.percentile, percentile_from_string,
                    "Percentile of the pixels above zero at which the colours end, and of those "
                    "below at which they begin [100]")
      ->type_name("P");
  const Choices<const Palette*> palettes{{"grey", &grey}, {"viridis", &viridis}};
  add_choice_option(command, "--colour,--color", values.palette, palettes,
                    "Colours of the picture [viridis]");
}

}  // namespace

void add_view(CLI::App& program, Command& chosen) {
  auto* command = program.add_subcommand("view", "Draw a batch as a PNG picture");
  const auto arguments = std::make_shared<Arguments>();
  command->footer(footer);
  command->add_option("FILE", arguments->file, "The batch")->required()->type_name("FILE[:GROUP]");
  add_parsed_option(*command, "PICTURE", arguments->picture, picture_from_string,
                    "The picture to be written; - is standard output")
      ->required()
      ->type_name("FILE.png");
  add_selection(*command, *arguments);
  add_colours(*command, *arguments);
  begin_group(*command, "Output");
  add_overwrite_option(*command, arguments->overwrite);
  begin_group(*command, "Messages");
  add_message_options(*command, arguments->progress);
  command->callback([arguments, &chosen] {
    if (!arguments->projection && count_images(arguments->composition) > largest_sheet)
      throw CLI::ValidationError("--images", "more than 10000 images do not fit side by side");
    chosen = on_first([arguments] { run(*arguments); });
  });
}

}  // namespace SparseConv::cli
