#include "Configuration.hpp"

#include <iterator>
#include <numeric>
#include <random>

namespace SparseConv::Perf {
namespace {

using Random = std::mt19937;

std::int64_t uniform(Random& random, std::int64_t below) {
  return std::uniform_int_distribution<std::int64_t>(0, below - 1)(random);
}

/// A value in (0, 1] that is exact in single precision.
double random_value(Random& random) {
  return 1.0 - static_cast<double>(std::uniform_real_distribution<float>(0, 1)(random));
}

}  // namespace

const std::vector<Configuration>& configurations() {
  static const std::vector<Configuration> all{
      {"tiny", 20, {30, 40}, {30, 40}, 50, 3},
      {"single", 1, {100, 100}, {100, 100}, 100, 5},
      {"batch", 1000, {100, 100}, {100, 100}, 100, 5},
      {"batch_reflect", 1000, {100, 100}, {100, 100}, 100, 5, Boundary::reflect},
      {"dense", 100, {100, 100}, {100, 100}, 3000, 5},
      {"wide_filter", 50, {100, 100}, {100, 100}, 100, 15},
      {"sparse", 1000, {200, 200}, {200, 200}, 40, 5},
      {"footprints", 1000, {512, 512}, {16, 16}, 120, 9},
      {"footprints_reflect", 1000, {512, 512}, {16, 16}, 120, 9, Boundary::reflect},
      {"gaussian", 1000, {512, 512}, {16, 16}, 120, 19, Boundary::zero, 3},
      {"large", 1, {4000, 3000}, {4000, 3000}, 24000, 5},
  };
  return all;
}

const std::vector<Configuration>& large_configurations() {
  static const std::vector<Configuration> all{
      {"many", 20000, {100, 100}, {100, 100}, 100, 5},
      {"many_dense", 2000, {100, 100}, {100, 100}, 3000, 5},
      {"many_digits", 100000, {28, 28}, {28, 28}, 118, 5},
      {"many_footprints", 20000, {512, 512}, {16, 16}, 120, 9},
      {"many_gaussian", 20000, {512, 512}, {16, 16}, 120, 19, Boundary::zero, 3},
  };
  return all;
}

Test::SparseImages random_images(const Configuration& configuration) {
  const auto& [name, n, shape, patch, n_entries, filter, boundary, sigma] = configuration;
  Random random(1);
  std::vector<std::int64_t> pixels(static_cast<std::size_t>(patch.size()));
  std::iota(pixels.begin(), pixels.end(), 0);
  Test::SparseImages images{shape, {0}, {}, {}};
  for (std::int64_t i = 0; i < n; ++i) {
    const std::int64_t top = uniform(random, shape.height - patch.height + 1);
    const std::int64_t left = uniform(random, shape.width - patch.width + 1);
    std::vector<std::int64_t> chosen;  // ascending, as std::sample leaves them
    std::sample(pixels.begin(), pixels.end(), std::back_inserter(chosen), n_entries, random);
    for (const std::int64_t pixel : chosen) {
      const std::int64_t y = top + pixel / patch.width, x = left + pixel % patch.width;
      images.add(y * shape.width + x, random_value(random));
    }
    images.end_image();
  }
  return images;
}

Filter make_filter(const Configuration& configuration) {
  if (configuration.sigma > 0)
    return gaussian_filter(configuration.sigma, configuration.filter / 2);
  Random random(2);
  const ImageShape shape{configuration.filter, configuration.filter};
  std::vector<double> weights(static_cast<std::size_t>(shape.size()));
  for (double& weight : weights) weight = random_value(random);
  return Filter(shape, weights);
}

}  // namespace SparseConv::Perf
