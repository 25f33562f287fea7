#include <SparseConv/Error.hpp>
#include <SparseConv/Shape.hpp>
#include <rows/check_shape.hpp>

namespace SparseConv {

std::string to_string(ImageShape shape) {
  return std::to_string(shape.height) + "x" + std::to_string(shape.width);
}

std::string to_string(Mode mode) {
  switch (mode) {
    case Mode::full:
      return "full";
    case Mode::same:
      return "same";
    case Mode::valid:
      return "valid";
  }
  return "unknown";
}

Mode mode_from_string(const std::string& name) {
  for (const Mode mode : {Mode::full, Mode::same, Mode::valid})
    if (name == to_string(mode)) return mode;
  SPARSECONV_THROW(input, "there is no mode '" + name + "': use full, same or valid");
}

void Impl::check_extents(const char* what, ImageShape shape) {
  SPARSECONV_THROW_IF(shape.height < 1 || shape.width < 1, input,
                      std::string(what) + " of " + to_string(shape) + " pixels has no pixels");
  SPARSECONV_THROW_IF(!is_possible(shape), input,
                      std::string(what) + " of " + to_string(shape) +
                          " pixels is too large: height and width may be at most " +
                          std::to_string(max_extent));
}

ImageShape output_shape(ImageShape image, ImageShape filter, Mode mode) {
  Impl::check_extents("an image", image);
  Impl::check_extents("a filter", filter);
  ImageShape output = image;
  if (mode == Mode::full)
    output = {image.height + filter.height - 1, image.width + filter.width - 1};
  if (mode == Mode::valid) {
    SPARSECONV_THROW_IF(filter.height > image.height || filter.width > image.width, input,
                        "mode valid needs an image at least as large as the filter, but the image "
                        "is " +
                            to_string(image) + " and the filter " + to_string(filter) +
                            ": use same or full");
    output = {image.height - filter.height + 1, image.width - filter.width + 1};
  }
  Impl::check_extents("a result", output);
  return output;
}

std::string to_string(const OutputWindow& window) {
  return to_string(window.shape) + " at (" + std::to_string(window.row) + ", " +
         std::to_string(window.column) + ")";
}

OutputWindow output_window(ImageShape image, ImageShape filter, Mode mode, bool correlate) {
  const auto origin = [=](std::int64_t extent) {
    const std::int64_t first = output_origin(extent, mode);
    return correlate && mode == Mode::same ? extent - 1 - first : first;
  };
  const ImageShape shape = output_shape(image, filter, mode);
  return {origin(filter.height), origin(filter.width), shape};
}

OutputWindow anchored_window(ImageShape image, ImageShape filter, std::int64_t row,
                             std::int64_t column, bool correlate) {
  const ImageShape shape = output_shape(image, filter, Mode::same);
  SPARSECONV_THROW_IF(row < 0 || row >= filter.height || column < 0 || column >= filter.width,
                      input,
                      "the anchor (" + std::to_string(row) + ", " + std::to_string(column) +
                          ") is no pixel of a filter of " + to_string(filter));
  if (correlate) return {filter.height - 1 - row, filter.width - 1 - column, shape};
  return {row, column, shape};
}

}  // namespace SparseConv
