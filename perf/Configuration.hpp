#ifndef SPARSECONV_PERF_CONFIGURATION_HPP
#define SPARSECONV_PERF_CONFIGURATION_HPP

#include <SparseConv/Filter.hpp>
#include <string>
#include <support/SparseImages.hpp>
#include <vector>

namespace SparseConv::Perf {

/// A batch of random images and the filter that it is convolved with.
struct Configuration {
  std::string name;
  std::int64_t images;
  ImageShape shape;      ///< of an image
  ImageShape patch;      ///< somewhere in each image, holds all its entries
  std::int64_t entries;  ///< of an image
  std::int64_t filter;   ///< rows and columns of the filter
};

/// What is measured: the middle and the ends of what `perf/compare` measures, and one that takes no
/// time at all.
const std::vector<Configuration>& configurations();

/// The images, always the same ones; values in (0, 1], so that nothing cancels.
Test::SparseImages random_images(const Configuration& configuration);

/// The filter, always the same one; weights in (0, 1].
Filter random_filter(const Configuration& configuration);

}  // namespace SparseConv::Perf

#endif
