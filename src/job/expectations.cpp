#include <algorithm>
#include <job/expectations.hpp>
#include <limits>

namespace SparseConv::job {
namespace {

/// Images that are looked at, and entries above which an image is taken to fill its frame.
constexpr std::int64_t n_samples = 16;
constexpr std::int64_t most_entries = std::int64_t{1} << 16;

/// Smallest and largest of the numbers given.
struct Interval {
  std::int64_t low = std::numeric_limits<std::int64_t>::max();
  std::int64_t high = std::numeric_limits<std::int64_t>::min();

  void add(std::int64_t number) {
    low = std::min(low, number);
    high = std::max(high, number);
  }
  double length() const { return low > high ? 0 : static_cast<double>(high - low + 1); }
};

/// The bounding box of an image's entries, in parts of the image.
double area_of(const io::BatchReader& input, std::int64_t image, ImageShape shape) {
  const std::vector<std::int64_t> offsets = input.offsets(image, image + 1);
  if (offsets.back() - offsets.front() > most_entries) return 1;
  const auto batch = input.read<float, std::int64_t>(image, image + 1);
  Interval rows, columns;
  for (std::int64_t i = 0; i < batch.nnz(); ++i) {
    rows.add(batch.graph.entries(i) / shape.width);
    columns.add(batch.graph.entries(i) % shape.width);
  }
  return rows.length() * columns.length() / static_cast<double>(shape.size());
}

double mean_area(const io::BatchReader& input, ImageShape shape) {
  const std::int64_t n_images = input.info().n_images;
  const std::int64_t n = std::min(n_samples, n_images);
  double sum = 0;
  for (std::int64_t i = 0; i < n; ++i) sum += area_of(input, i * (n_images / n), shape);
  return n > 0 ? sum / static_cast<double>(n) : 0;
}

}  // namespace

Options expecting(const io::BatchReader& input, ImageShape image, Options options) {
  const io::BatchInfo& info = input.info();
  const auto pixels = static_cast<double>(info.n_images) * static_cast<double>(info.n_pixels);
  options.expected_images = info.n_images;
  options.expected_density = pixels > 0 ? static_cast<double>(info.nnz) / pixels : 0;
  if (options.method == Method::automatic) options.expected_area = mean_area(input, image);
  return options;
}

}  // namespace SparseConv::job
