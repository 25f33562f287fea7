#include <numeric>
#include <support/random_images.hpp>

namespace SparseConv::Test {

namespace {

double random_value(Random& random) {
  return static_cast<double>(std::uniform_real_distribution<float>(-1, 1)(random));
}

bool chance(Random& random, double probability) {
  return std::uniform_real_distribution<double>(0, 1)(random) < probability;
}

}  // namespace

SparseImages random_images(Random& random, ImageShape shape, std::int64_t n, double density) {
  return random_images(random, shape, std::vector<double>(static_cast<std::size_t>(n), density));
}

SparseImages random_images(Random& random, ImageShape shape, const std::vector<double>& densities) {
  SparseImages images{shape, {0}, {}, {}};
  for (const double density : densities) {
    for (std::int64_t column = 0; column < shape.size(); ++column)
      if (chance(random, density)) images.add(column, random_value(random));
    images.end_image();
  }
  return images;
}

Filter random_filter(Random& random, ImageShape shape, double zeros) {
  std::vector<double> weights;
  for (std::int64_t i = 0; i < shape.size(); ++i)
    weights.push_back(chance(random, zeros) ? 0.0 : random_value(random));
  return Filter(shape, weights);
}

SparseImages shuffled(Random& random, const SparseImages& images) {
  SparseImages result{images.shape, {0}, {}, {}};
  for (std::int64_t i = 0; i < images.size(); ++i) {
    std::vector<std::int64_t> order(
        static_cast<std::size_t>(images.row_map[i + 1] - images.row_map[i]));
    std::iota(order.begin(), order.end(), images.row_map[i]);
    std::shuffle(order.begin(), order.end(), random);
    for (const std::int64_t k : order) result.add(images.columns[k], images.values[k]);
    result.end_image();
  }
  return result;
}

}  // namespace SparseConv::Test
