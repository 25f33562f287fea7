#ifndef SPARSECONV_METHODS_COST_HPP
#define SPARSECONV_METHODS_COST_HPP

#include <algorithm>
#include <cmath>
#include <rows/Geometry.hpp>

/// \file
/// The cost model of `automatic`: time is linear in a few quantities of a batch. `perf/calibrate`
/// measures the coefficients for each method.

namespace SparseConv::Impl {

/// What the cost of a convolution depends on.
struct Workload {
  Geometry geometry;
  std::int64_t n_taps;
  std::int64_t n_images;
  double nnz;
  double occupied = 1;  ///< bounding box of the entries, as a fraction of the image

  double entries_of_image() const { return n_images > 0 ? nnz / static_cast<double>(n_images) : 0; }

  double products() const { return nnz * static_cast<double>(n_taps); }

  /// The most entries that the Toeplitz matrix of the filter can have.
  double toeplitz() const {
    return static_cast<double>(geometry.image.size()) * static_cast<double>(n_taps);
  }

  /// Pixels of all results.
  double pixels() const {
    return static_cast<double>(n_images) * static_cast<double>(geometry.output.size());
  }

  /// Pixels of the bounding boxes of all results. The bounding box of the entries is taken to have
  /// the proportions of the image; the filter widens it.
  double area() const {
    const auto extent = [this](std::int64_t image, std::int64_t filter, std::int64_t output) {
      const double reached =
          std::sqrt(occupied) * static_cast<double>(image) + static_cast<double>(filter - 1);
      return std::min(reached, static_cast<double>(output));
    };
    return static_cast<double>(n_images) *
           extent(geometry.image.height, geometry.filter.height, geometry.output.height) *
           extent(geometry.image.width, geometry.filter.width, geometry.output.width);
  }

  /// The expected number of stored pixels if the products are spread at random over area(): each
  /// product misses a given pixel with the probability 1 - 1/area.
  double outputs() const { return nnz > 0 ? area() * -std::expm1(-products() / area()) : 0; }
};

/// Nanoseconds of one thread for each unit of work, as `perf/calibrate` measures them. All methods
/// share their work among the threads alike, so that the number of threads does not change which
/// method is the fastest.
struct CostPerUnit {
  double call, image, entry, product, output, area, pixel;
  double toeplitz = 0;

  double seconds(const Workload& work) const {
    return 1e-9 * (call + image * static_cast<double>(work.n_images) + entry * work.nnz +
                   product * work.products() + output * work.outputs() + area * work.area() +
                   pixel * work.pixels() + toeplitz * work.toeplitz());
  }
};

/// Which images a method takes.
enum class Fit {
  always,       ///< all images of the shape
  as_expected,  ///< images like the expected images; the method may refuse others
  never         ///< none
};

/// What a method would cost.
struct Cost {
  Fit fit;
  double setup_seconds;
  double seconds;

  /// A plan is made to be used again: this many batches share the set-up of a plan.
  static constexpr double uses_of_a_plan = 10;

  double seconds_a_batch() const { return seconds + setup_seconds / uses_of_a_plan; }
};

}  // namespace SparseConv::Impl

#endif
