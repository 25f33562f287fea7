#include <cmath>
#include <support/reference.hpp>

namespace SparseConv::Test {

namespace {

/// What of `full` a mode leaves out at the top (or at the left) of the result.
std::int64_t left_out(std::int64_t filter_extent, Mode mode) {
  if (mode == Mode::full) return 0;
  return mode == Mode::same ? (filter_extent - 1) / 2 : filter_extent - 1;
}

}  // namespace

ReferenceResult reference_convolve(const SparseImages& images, const Filter& filter, Mode mode,
                                   bool single_precision) {
  const ImageShape out = output_shape(images.shape, filter.shape(), mode);
  const std::int64_t top = left_out(filter.shape().height, mode);
  const std::int64_t left = left_out(filter.shape().width, mode);
  ReferenceResult result(static_cast<std::size_t>(images.size()));
  for (std::int64_t n = 0; n < images.size(); ++n)
    for (std::int64_t k = images.row_map[n]; k < images.row_map[n + 1]; ++k)
      for (std::int64_t i = 0; i < filter.shape().height; ++i)
        for (std::int64_t j = 0; j < filter.shape().width; ++j) {
          const double exact = filter(i, j);
          const double weight = single_precision ? static_cast<float>(exact) : exact;
          const std::int64_t y = images.columns[k] / images.shape.width + i - top;
          const std::int64_t x = images.columns[k] % images.shape.width + j - left;
          if (weight == 0 || y < 0 || y >= out.height || x < 0 || x >= out.width) continue;
          ReferencePixel& pixel = result[static_cast<std::size_t>(n)][y * out.width + x];
          pixel.sum += images.values[k] * weight;
          pixel.magnitude += std::abs(images.values[k] * weight);
        }
  return result;
}

}  // namespace SparseConv::Test
