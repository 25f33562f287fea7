#include <SparseConv/Error.hpp>
#include <rows/Stages.hpp>
#include <rows/check_shape.hpp>
#include <string>

namespace SparseConv::Impl {
namespace {

/// Rows and columns of runs are numbers of 32 bits.
void check_window(ImageShape filter, const OutputWindow& window) {
  const auto check = [&](std::int64_t first, std::int64_t extent, std::int64_t filter_extent) {
    SPARSECONV_THROW_IF(extent < 1 || extent > max_extent || first < filter_extent - max_extent ||
                            first > max_extent - extent,
                        input,
                        "the option window is " + to_string(window) +
                            ": it must have pixels, and begin and end within " +
                            std::to_string(max_extent) + " pixels of the full result");
  };
  check(window.row, window.shape.height, filter.height);
  check(window.column, window.shape.width, filter.width);
}

/// The part of the extended image that a window needs.
Rectangle needed(ImageShape filter, const OutputWindow& window) {
  return {window.row - (filter.height - 1), window.column - (filter.width - 1),
          window.shape.height + filter.height - 1, window.shape.width + filter.width - 1};
}

bool is_inside(const Rectangle& part, ImageShape image) {
  return part.row >= 0 && part.column >= 0 && part.row + part.height <= image.height &&
         part.column + part.width <= image.width;
}

/// Whether methods can do the convolution as it is: the result does not begin before the full
/// result, nor below what the first row of the image reaches, and it does not end above what the
/// last row reaches; likewise for columns.
bool suits_methods(const Geometry& geometry) {
  const auto suits = [](std::int64_t origin, std::int64_t output, std::int64_t image,
                        std::int64_t filter) {
    return origin >= 0 && origin < filter && origin + output >= image;
  };
  return suits(geometry.row_origin, geometry.output.height, geometry.image.height,
               geometry.filter.height) &&
         suits(geometry.column_origin, geometry.output.width, geometry.image.width,
               geometry.filter.width);
}

}  // namespace

OutputWindow window_of(ImageShape image, ImageShape filter, const Options& options) {
  if (!options.window) return output_window(image, filter, options.mode, options.correlate);
  check_extents("an image", image);
  check_window(filter, *options.window);
  return *options.window;
}

Stages make_stages(ImageShape image, ImageShape filter, const OutputWindow& window,
                   const Options& options) {
  const auto directed = [&](const Geometry& geometry) {
    return options.adjoint ? transposed(geometry) : geometry;
  };
  const Geometry whole = directed(make_geometry(image, filter, window));
  Stages stages{whole, whole, {}, options.adjoint, options.correlate != options.adjoint};
  const Rectangle frame = needed(filter, window);
  const bool beyond = options.boundary != Boundary::zero && !is_inside(frame, image);
  if (!beyond && suits_methods(whole)) return stages;
  const ImageShape extended{frame.height, frame.width};
  stages.extension = Extension{beyond ? options.boundary : Boundary::zero, image, frame};
  stages.convolution = directed(make_geometry(extended, filter, Mode::valid));
  return stages;
}

}  // namespace SparseConv::Impl
