#ifndef SPARSECONV_TESTS_RANDOM_IMAGES_HPP
#define SPARSECONV_TESTS_RANDOM_IMAGES_HPP

#include <SparseConv/Filter.hpp>
#include <random>
#include <support/SparseImages.hpp>

namespace SparseConv::Test {

using Random = std::mt19937;

/// Images in which each pixel is stored with probability `density`. Values are in [-1, 1), and
/// exact in single precision.
SparseImages random_images(Random& random, ImageShape shape, std::int64_t n, double density);

/// The same, with one image for each density.
SparseImages random_images(Random& random, ImageShape shape, const std::vector<double>& densities);

/// A filter with weights in [-1, 1), exact in single precision. A weight is zero with probability
/// `zeros`.
Filter random_filter(Random& random, ImageShape shape, double zeros = 0);

/// The same images, with the entries of each image in random order.
SparseImages shuffled(Random& random, const SparseImages& images);

}  // namespace SparseConv::Test

#endif
