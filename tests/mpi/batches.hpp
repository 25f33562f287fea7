#ifndef SPARSECONV_TESTS_MPI_BATCHES_HPP
#define SPARSECONV_TESTS_MPI_BATCHES_HPP

#include <SparseConv/mpi/partition.hpp>
#include <algorithm>
#include <support/random_images.hpp>
#include <vector>

namespace SparseConv::Test {

/// Images one after another whose pixels are stored with these probabilities.
inline SparseImages images_of_densities(Random& random, ImageShape shape,
                                        const std::vector<double>& densities) {
  SparseImages images{shape, {0}, {}, {}};
  for (const double density : densities) {
    const SparseImages image = random_images(random, shape, 1, density);
    for (std::size_t k = 0; k < image.columns.size(); ++k)
      images.add(image.columns[k], image.values[k]);
    images.end_image();
  }
  return images;
}

/// Batches that are hard to divide among ranks, and some that are not.
inline std::vector<SparseImages> all_batches(Random& random, ImageShape shape) {
  std::vector<double> skewed, giant(12, 0.02);
  for (int i = 0; i < 30; ++i) skewed.push_back(i < 5 ? 0.9 : 0.01 * (i % 7));
  giant[4] = 1;
  return {random_images(random, shape, 23, 0.2),
          random_images(random, shape, 5, 0.5),
          images_of_densities(random, shape, skewed),
          images_of_densities(random, shape, giant),
          shuffled(random, random_images(random, shape, 9, 0.4)),
          random_images(random, shape, 11, 0),
          random_images(random, shape, 1, 0.7),
          random_images(random, shape, 0, 0)};
}

/// Some way to divide images among ranks; many have ranks without images.
inline mpi::Boundaries random_boundaries(Random& random, std::int64_t n_images, int n_ranks) {
  mpi::Boundaries boundaries{0, n_images};
  for (int rank = 1; rank < n_ranks; ++rank)
    boundaries.push_back(std::uniform_int_distribution<std::int64_t>(0, n_images)(random));
  std::sort(boundaries.begin(), boundaries.end());
  return boundaries;
}

}  // namespace SparseConv::Test

#endif
