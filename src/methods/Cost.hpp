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
  std::int64_t nnz;
  int threads;

  double products() const { return static_cast<double>(nnz) * static_cast<double>(n_taps); }

  /// Pixels of all results.
  double pixels() const {
    return static_cast<double>(n_images) * static_cast<double>(geometry.output.size());
  }

  /// Pixels that are expected to be stored, the entries being spread over the whole image: each
  /// product misses a pixel with probability 1 - 1/pixels.
  double outputs() const {
    return n_images == 0 ? 0 : pixels() * -std::expm1(-products() / pixels());
  }
};

/// Nanoseconds of one thread for each unit of work, and for each call on top.
struct CostPerUnit {
  double call, image, entry, product, output, pixel;

  /// Expected seconds on all threads.
  double seconds(const Workload& work) const {
    const double shared = image * static_cast<double>(work.n_images) +
                          entry * static_cast<double>(work.nnz) + product * work.products() +
                          output * work.outputs() + pixel * work.pixels();
    return 1e-9 * (call + shared / std::max(1, work.threads));
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
