#include <algorithm>
#include <cmath>
#include <support/reference.hpp>

namespace SparseConv::Test {

namespace {

/// What of `full` a mode leaves out at the top (or at the left) of the result. The middle of an
/// even filter is turned together with the filter.
std::int64_t left_out(std::int64_t filter_extent, Mode mode, bool correlate) {
  if (mode == Mode::full) return 0;
  if (mode == Mode::valid) return filter_extent - 1;
  return correlate ? filter_extent / 2 : (filter_extent - 1) / 2;
}

/// The row (or column) of an image that row `y` of the extended image is; -1 if there is none.
std::int64_t source(Boundary boundary, std::int64_t extent, std::int64_t y) {
  while (y < 0 || y >= extent) switch (boundary) {
      case Boundary::zero:
        return -1;
      case Boundary::nearest:
        return y < 0 ? 0 : extent - 1;
      case Boundary::wrap:
        y += y < 0 ? extent : -extent;
        break;
      case Boundary::reflect:
        y = y < 0 ? -1 - y : 2 * extent - 1 - y;
        break;
      case Boundary::mirror:
        if (extent == 1) return 0;
        y = y < 0 ? -y : 2 * (extent - 1) - y;
    }
  return y;
}

/// The rows (or columns) of an extended image that are copies of each one of the image.
class Copies {
 public:
  /// \param first,last the extended image has rows `first` to `last - 1`
  Copies(Boundary boundary, std::int64_t extent, std::int64_t first, std::int64_t last) {
    if (boundary == Boundary::zero) return;  // every row is there once, in images of any size
    copies_.resize(static_cast<std::size_t>(extent));
    for (std::int64_t y = first; y < last; ++y)
      copies_[static_cast<std::size_t>(source(boundary, extent, y))].push_back(y);
  }

  std::vector<std::int64_t> of(std::int64_t y) const {
    if (copies_.empty()) return {y};
    return copies_[static_cast<std::size_t>(y)];
  }

 private:
  std::vector<std::vector<std::int64_t>> copies_;
};

/// A convolution, or its transpose.
class Reference {
 public:
  Reference(ImageShape image, const Filter& filter, const Options& options, bool single_precision)
      : image_(image),
        filter_(filter),
        options_(options),
        single_precision_(single_precision),
        window_(reference_window(image, filter.shape(), options)),
        rows_(options.boundary, image.height, window_.row - filter.shape().height + 1,
              window_.row + window_.shape.height),
        columns_(options.boundary, image.width, window_.column - filter.shape().width + 1,
                 window_.column + window_.shape.width) {}

  /// Adds what an entry contributes to the pixels of its image's result.
  void add(std::int64_t column, double value,
           std::map<std::int64_t, ReferencePixel>& result) const {
    const auto contribute = [&](std::int64_t pixel, double weight) {
      ReferencePixel& to = result[pixel];
      to.sum += value * weight;
      to.magnitude += std::abs(value * weight);
    };
    for (std::int64_t i = 0; i < filter_.shape().height; ++i)
      for (std::int64_t j = 0; j < filter_.shape().width; ++j) {
        const double w = weight(i, j);
        if (w == 0) continue;
        if (options_.adjoint)
          carry_back(column, i, j, [&](std::int64_t pixel) { contribute(pixel, w); });
        else
          carry(column, i, j, [&](std::int64_t pixel) { contribute(pixel, w); });
      }
  }

 private:
  double weight(std::int64_t i, std::int64_t j) const {
    const ImageShape shape = filter_.shape();
    const double exact =
        options_.correlate ? filter_(shape.height - 1 - i, shape.width - 1 - j) : filter_(i, j);
    return single_precision_ ? static_cast<float>(exact) : exact;
  }

  /// Visits the pixels of the result that a tap carries a pixel of the image to.
  template <class Visit>
  void carry(std::int64_t pixel, std::int64_t i, std::int64_t j, const Visit& visit) const {
    for (const std::int64_t y : rows_.of(pixel / image_.width))
      for (const std::int64_t x : columns_.of(pixel % image_.width)) {
        const std::int64_t row = y + i - window_.row, column = x + j - window_.column;
        if (row >= 0 && row < window_.shape.height && column >= 0 && column < window_.shape.width)
          visit(row * window_.shape.width + column);
      }
  }

  /// Visits the pixel of the image from which a tap carries to a pixel of the result.
  template <class Visit>
  void carry_back(std::int64_t pixel, std::int64_t i, std::int64_t j, const Visit& visit) const {
    const std::int64_t y =
        source(options_.boundary, image_.height, pixel / window_.shape.width + window_.row - i);
    const std::int64_t x =
        source(options_.boundary, image_.width, pixel % window_.shape.width + window_.column - j);
    if (y >= 0 && x >= 0) visit(y * image_.width + x);
  }

  ImageShape image_;
  const Filter& filter_;
  const Options& options_;
  bool single_precision_;
  OutputWindow window_;
  Copies rows_, columns_;
};

}  // namespace

OutputWindow reference_window(ImageShape image, ImageShape filter, const Options& options) {
  if (options.window) return *options.window;
  return {left_out(filter.height, options.mode, options.correlate),
          left_out(filter.width, options.mode, options.correlate),
          output_shape(image, filter, options.mode)};
}

ReferenceResult reference_convolve(const SparseImages& images, ImageShape image,
                                   const Filter& filter, const Options& options,
                                   bool single_precision) {
  const Reference reference(image, filter, options, single_precision);
  ReferenceResult result(static_cast<std::size_t>(images.size()));
  for (std::int64_t n = 0; n < images.size(); ++n)
    for (std::int64_t k = images.row_map[n]; k < images.row_map[n + 1]; ++k)
      reference.add(images.columns[k], images.values[k], result[static_cast<std::size_t>(n)]);
  return result;
}

ReferenceResult reference_convolve(const SparseImages& images, const Filter& filter, Mode mode,
                                   bool single_precision) {
  Options options;
  options.mode = mode;
  return reference_convolve(images, images.shape, filter, options, single_precision);
}

}  // namespace SparseConv::Test
