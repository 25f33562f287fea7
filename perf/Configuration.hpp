#ifndef SPARSECONV_PERF_CONFIGURATION_HPP
#define SPARSECONV_PERF_CONFIGURATION_HPP

#include <SparseConv/Boundary.hpp>
#include <SparseConv/Filter.hpp>
#include <string>
#include <support/SparseImages.hpp>
#include <vector>

namespace SparseConv::Perf {

/// A batch of random images, and the filter with which it is convolved.
struct Configuration {
  std::string name;
  std::int64_t images;
  ImageShape shape;      ///< shape of an image
  ImageShape patch;      ///< shape of the patch of each image that holds all its entries
  std::int64_t entries;  ///< entries of an image
  std::int64_t filter;   ///< rows and columns of the filter
  Boundary boundary = Boundary::zero;
  double sigma = 0;  ///< pixels, of a Gaussian as the filter; 0: random weights
};

/// The configurations that are measured: the middle and the ends of what `perf/compare` measures,
/// and a configuration that takes no time at all.
const std::vector<Configuration>& configurations();

/// Configurations that keep a GPU busy, and would take a host too long.
const std::vector<Configuration>& large_configurations();

/// The images, the same in every call. Values are in (0, 1], so that nothing cancels.
Test::SparseImages random_images(const Configuration& configuration);

/// The filter, the same in every call. Weights are in (0, 1].
Filter make_filter(const Configuration& configuration);

}  // namespace SparseConv::Perf

#endif
