#ifndef SPARSECONV_METHODS_COST_HPP
#define SPARSECONV_METHODS_COST_HPP

#include <SparseConv/Plan.hpp>
#include <algorithm>
#include <cmath>
#include <methods/Geometry.hpp>

/// \file
/// The cost model behind `automatic`: time is linear in a few quantities of a batch, with
/// coefficients for each method that `perf/calibrate` measures.

namespace SparseConv::Impl {

/// What the cost of a convolution depends on.
struct Workload {
  Geometry geometry;
  std::int64_t n_taps;
  std::int64_t n_images;
  double nnz;
  double occupied = 1;  ///< bounding box of an image's entries, in parts of its pixels

  double products() const { return nnz * static_cast<double>(n_taps); }

  /// Entries of the Toeplitz matrix of the filter, at most.
  double toeplitz() const {
    return static_cast<double>(geometry.image.size()) * static_cast<double>(n_taps);
  }

  /// Pixels of all results.
  double pixels() const {
    return static_cast<double>(n_images) * static_cast<double>(geometry.output.size());
  }

  /// Pixels of the results around the entries: where these lie in squares, widened by the filter.
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

  /// Pixels that are expected to be stored, the entries being spread over that area: each product
  /// misses one of its pixels with probability 1 - 1/area.
  double outputs() const { return nnz > 0 ? area() * -std::expm1(-products() / area()) : 0; }
};

/// Nanoseconds of one thread for each unit of work. All methods share their work among the threads
/// alike, so that their number does not change which is the fastest.
struct CostPerUnit {
  double call, image, entry, product, output, area, pixel;
  double toeplitz = 0;

  double seconds(const Workload& work) const {
    return 1e-9 * (call + image * static_cast<double>(work.n_images) + entry * work.nnz +
                   product * work.products() + output * work.outputs() + area * work.area() +
                   pixel * work.pixels() + toeplitz * work.toeplitz());
  }
};

/// What a method would cost; without `possible` it would refuse the batch.
struct Cost {
  bool possible;
  double setup_seconds;
  double seconds;

  /// A plan is made to be used again: its set-up is shared by so many batches.
  static constexpr double uses_of_a_plan = 10;

  double seconds_a_batch() const { return seconds + setup_seconds / uses_of_a_plan; }
};

}  // namespace SparseConv::Impl

#endif
