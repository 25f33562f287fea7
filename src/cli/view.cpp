#include <SparseConv/Batch.hpp>
#include <SparseConv/io.hpp>
#include <algorithm>
#include <cctype>
#include <cstdio>
#include <filesystem>
#include <memory>
#include <optional>
#include <vector>

#include "arguments.hpp"
#include "commands.hpp"
#include "files.hpp"
#include "input.hpp"
#include "picture/draw.hpp"
#include "picture/png.hpp"

namespace SparseConv::cli {
namespace {

const char* const footer =
    R"(Draws the maximum over all images, pixel by pixel, or with --sheet the first images side
by side. Pixels that are not stored are zero. Small pictures are enlarged; large ones reduced by
taking the maximum over blocks of pixels. The bar below gives the values that its colours stand for
at its ends and in its middle; infinities have the colours of the ends, what is not a number is red.
An existing PNG picture is replaced, any other file only with --overwrite.

Examples:
  sparseconv view blurred.h5 projection.png
  sparseconv view digits.h5 digits.png --sheet 100 --colour grey
  sparseconv view stars.h5 stars.png --scale log)";

constexpr std::int64_t largest_sheet = 10000;

struct Arguments {
  std::string file, picture;
  std::optional<std::int64_t> sheet;
  Scale::Kind scale = Scale::Kind::linear;
  const Palette* palette = &viridis;
  std::optional<ImageShape> image_shape;
  bool overwrite = false;
  ProgressStyle progress = ProgressStyle::automatic;
};

std::string picture_from_string(const std::string& text) {
  std::string extension = std::filesystem::path(text).extension().string();
  std::transform(extension.begin(), extension.end(), extension.begin(),
                 [](unsigned char letter) { return static_cast<char>(std::tolower(letter)); });
  SPARSECONV_THROW_IF(text != "-" && extension != ".png", input,
                      "'" + text + "' does not end in .png, and is not - for standard output");
  return text;
}

/// Reads what the picture shows: one cell for all images, or one for each of the first.
Mosaic make_mosaic(const io::BatchReader& reader, ImageShape shape,
                   std::optional<std::int64_t> sheet, ProgressStyle style) {
  const std::int64_t all = reader.info().n_images;
  const std::int64_t shown = std::min(sheet.value_or(all), all);
  Mosaic mosaic(shape, sheet ? std::max<std::int64_t>(shown, 1) : 1,
                sheet ? 1 : std::max<std::int64_t>(shown, 1));
  const std::int64_t nnz = reader.offsets(shown, shown).front();
  Progress progress(style, {shown, nnz}, {}, long_wait);
  for_each_slice(reader, {0, shown}, progress, [&](std::int64_t first, std::int64_t last) {
    const auto images = sort_and_merge(Kokkos::DefaultHostExecutionSpace(),
                                       reader.read<double, std::int64_t>(first, last));
    for (std::int64_t image = first; image < last; ++image)
      mosaic.add(sheet ? image : 0, images, image - first);
  });
  return mosaic;
}

void run(const Arguments& arguments) {
  const io::BatchReader reader(arguments.file);
  const ImageShape shape = io::image_shape(reader.info(), arguments.image_shape);
  refuse_overwriting(arguments.picture, {arguments.file});
  NewFile picture(arguments.picture, picture_kind, arguments.overwrite);
  const Mosaic mosaic = make_mosaic(reader, shape, arguments.sheet, arguments.progress);
  const std::vector<char> png = to_png(draw(mosaic, arguments.scale, *arguments.palette));
  std::fwrite(png.data(), 1, png.size(), picture.stream());
  picture.commit();
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
  begin_group(*command, "What is shown");
  const auto sheet_from_string = [](const std::string& text) {
    return integer_from_string(text, 1, largest_sheet);
  };
  auto* sheet = add_parsed_option(*command, "--sheet", arguments->sheet, sheet_from_string,
                                  "Draw the first N images side by side");
  sheet->type_name("N");
  command->add_flag("--projection")
      ->description("Draw the maximum over all images [unless --sheet]")
      ->excludes(sheet);
  add_image_shape_option(*command, arguments->image_shape);
  begin_group(*command, "Colours");
  const Choices<Scale::Kind> scales{
      {"linear", Scale::Kind::linear}, {"sqrt", Scale::Kind::sqrt}, {"log", Scale::Kind::log}};
  add_choice_option(*command, "--scale", arguments->scale, scales,
                    "How colours follow values [linear]");
  const Choices<const Palette*> palettes{{"grey", &grey}, {"viridis", &viridis}};
  add_choice_option(*command, "--colour,--color", arguments->palette, palettes,
                    "Colours of the picture [viridis]");
  begin_group(*command, "Output");
  add_overwrite_option(*command, arguments->overwrite);
  begin_group(*command, "Messages");
  add_message_options(*command, arguments->progress);
  command->callback([arguments, &chosen] { chosen = on_first([arguments] { run(*arguments); }); });
}

}  // namespace SparseConv::cli
