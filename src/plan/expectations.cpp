#include <algorithm>
#include <limits>
#include <plan/expectations.hpp>
#include <rows/check_shape.hpp>

namespace SparseConv::Impl {
namespace {

/// Images to look at, and the number of entries above which the bounding box of an image is taken
/// to be the whole image.
constexpr std::int64_t n_samples = 16;
constexpr std::int64_t most_entries = std::int64_t{1} << 16;

/// The least and the greatest of some numbers.
struct Interval {
  std::int64_t low = std::numeric_limits<std::int64_t>::max();
  std::int64_t high = std::numeric_limits<std::int64_t>::min();

  void add(std::int64_t number) {
    low = std::min(low, number);
    high = std::max(high, number);
  }
  double length() const {
    return low > high ? 0 : static_cast<double>(high) - static_cast<double>(low) + 1;
  }
};

/// The bounding box of the entries of an image, as a fraction of the image.
double area_of(const SampledBatch& batch, std::int64_t i, ImageShape image) {
  const std::int64_t n = batch.count_entries(i);
  if (n < 0 || n > most_entries) return 1;
  Interval rows, columns;
  for (const std::int64_t pixel : batch.read_columns(i)) {
    rows.add(pixel / image.width);
    columns.add(pixel % image.width);
  }
  return std::min(rows.length() * columns.length() / static_cast<double>(image.size()), 1.0);
}

double mean_area(const SampledBatch& batch, ImageShape image) {
  const std::int64_t n = std::min(n_samples, batch.n_images);
  double sum = 0;
  for (std::int64_t i = 0; i < n; ++i) sum += area_of(batch, i * (batch.n_images / n), image);
  return n > 0 ? sum / static_cast<double>(n) : 0;
}

}  // namespace

Options expecting(Options options, ImageShape image, const SampledBatch& batch) {
  check_extents("an image", image);
  const double pixels = static_cast<double>(batch.n_images) * static_cast<double>(image.size());
  options.expected_images = batch.n_images;
  options.expected_density = pixels > 0 ? static_cast<double>(batch.nnz) / pixels : 0;
  if (options.method == Method::automatic) options.expected_area = mean_area(batch, image);
  return options;
}

}  // namespace SparseConv::Impl
