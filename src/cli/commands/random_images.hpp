#ifndef SPARSECONV_CLI_COMMANDS_RANDOM_IMAGES_HPP
#define SPARSECONV_CLI_COMMANDS_RANDOM_IMAGES_HPP

#include <SparseConv/Shape.hpp>
#include <cstdint>
#include <functional>
#include <random>
#include <vector>

/// \file
/// Random sparse images that are the same on every machine. The images therefore need only
/// operations that IEEE 754 defines to the bit: no distribution of the standard library, whose
/// results differ between implementations, and no logarithm or exponential, whose last digit does.

namespace SparseConv::cli {

/// A pixel that is stored.
struct Pixel {
  std::int64_t index = 0;
  double value = 0;
};

using Random = std::mt19937_64;

/// Draws the pixels of one image, appended in ascending order. Throws Interrupted if a signal
/// comes.
using DrawImage = std::function<void(Random& random, std::vector<Pixel>& pixels)>;

/// The generator for one image of a batch: what the image holds depends on these two numbers alone.
Random random_for_image(std::uint64_t seed, std::int64_t image);

/// Stores every pixel with probability `density`, independently of the others; values are uniform
/// in (0, 1]. The time is proportional to the number of stored pixels.
DrawImage uniform_pixels(ImageShape shape, double density);

/// Round patches at uniform places. A pixel at a distance d below `radius` from the centre has the
/// value `a (1 - d^2 / radius^2)^2`, a bell that ends at zero; `a` belongs to the patch and is
/// uniform in (0, 1]. Where patches overlap, the larger value counts.
DrawImage patches(ImageShape shape, std::int64_t count, std::int64_t radius);

/// About the number of stored pixels of an image with patches, as if borders cut off none.
double expected_pixels(ImageShape shape, std::int64_t count, std::int64_t radius);

}  // namespace SparseConv::cli

#endif
