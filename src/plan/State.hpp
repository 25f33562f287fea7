#ifndef SPARSECONV_PLAN_STATE_HPP
#define SPARSECONV_PLAN_STATE_HPP

#include <Kokkos_Profiling_ScopedRegion.hpp>
#include <SparseConv/Error.hpp>
#include <SparseConv/Plan.hpp>
#include <batch/dense.hpp>
#include <batch/image.hpp>
#include <limits>
#include <map>
#include <methods/registry.hpp>
#include <plan/check_options.hpp>
#include <string>

namespace SparseConv {

/// What a plan holds: the set-up of each mode that was asked for, and memory for the next results.
template <class Scalar, class Ordinal, class ExecutionSpace>
struct Plan<Scalar, Ordinal, ExecutionSpace>::State {
  using Region = Kokkos::Profiling::ScopedRegion;
  using AnyAlgorithm = Impl::Algorithm<Scalar, Ordinal, ExecutionSpace>;

  ExecutionSpace space;  ///< of the latest call
  ImageShape image;
  Filter filter;
  Options options;
  Method method;
  std::map<Mode, std::unique_ptr<AnyAlgorithm>> algorithms;
  Impl::ResultPool<batch_type> results;
  Impl::ArrayPool<row_map_room> row_maps{"SparseConv::batch::row_map"};

  /// Sets up the mode of the options at once, so that whatever refuses does so now.
  State(const ExecutionSpace& instance, ImageShape image_shape, const Filter& weights,
        const Options& asked)
      : space(instance),
        image(image_shape),
        filter(weights),
        options(checked(asked)),
        method(choose_method()),
        results(options.max_kept_bytes) {
    algorithm(options.mode);
  }

  /// Begins a call on an instance. Kernels that earlier calls launched on another one may still use
  /// the memory of the plan, and are waited for.
  void use(const ExecutionSpace& instance) {
    if (!Impl::on_host<ExecutionSpace> && !(instance == space))
      space.fence("SparseConv::plan::other_instance");
    space = instance;
  }

  Impl::Geometry geometry(Mode mode) const {
    const Impl::Geometry geometry = Impl::make_geometry(image, filter.shape(), mode);
    check_ordinal("an image", geometry.image);
    check_ordinal("a result", geometry.output);
    return geometry;
  }

  AnyAlgorithm& algorithm(Mode mode) {
    auto found = algorithms.find(mode);
    if (found == algorithms.end()) {
      auto made =
          Impl::make_algorithm<Scalar, Ordinal>(method, space, geometry(mode), filter, options);
      found = algorithms.emplace(mode, std::move(made)).first;
    }
    return *found->second;
  }

  /// The batch, checked, with sorted and unique columns.
  batch_type canonical(const batch_type& batch) const {
    const Region region("SparseConv::check");
    if (options.check == Check::none) return batch;
    const BatchOrder order = Impl::validate(space, batch, image);
    return order.sorted ? batch : Impl::sort_and_merge(space, batch);
  }

  batch_type convolve(const batch_type& batch, Mode mode) {
    return algorithm(mode).convolve(space, canonical(batch), results);
  }

  void convolve_into(const batch_type& batch, batch_type& result, Mode mode) {
    const auto preference = results.prefer(result);
    batch_type made = convolve(batch, mode);
    if (!results.is_latest(made)) made = results.copy(space, made);
    result = results.with_own_row_map(made, result);
  }

  /// Throws unless a result of symbolic() can be computed for a batch.
  void check_pattern(const batch_type& batch, const batch_type& result) const {
    if (options.check == Check::none) return;
    const BatchOrder order = Impl::validate(space, result, geometry(options.mode).output);
    SPARSECONV_THROW_IF(!order.sorted || result.numRows() != batch.numRows(), input,
                        "the result has " + std::to_string(result.numRows()) +
                            (order.sorted ? "" : " unsorted") + " images and the batch " +
                            std::to_string(batch.numRows()) +
                            ": use the result of symbolic for this batch");
  }

  void replace_filter(const Filter& weights) {
    SPARSECONV_THROW_IF(weights.shape() != filter.shape(), input,
                        "the new filter is " + to_string(weights.shape()) + ", but the plan's is " +
                            to_string(filter.shape()) + ": make another plan");
    filter = weights;
    algorithms.clear();
    algorithm(options.mode);
  }

  void release_memory() {
    results.clear();
    row_maps.clear();
    for (auto& [mode, made] : algorithms) made->release_memory();
  }

 private:
  const Options& checked(const Options& asked) const {
    Impl::check_options(asked, Impl::limits_of<Scalar>(space));
    return asked;
  }

  static void check_ordinal(const char* what, ImageShape shape) {
    SPARSECONV_THROW_IF(shape.size() > std::numeric_limits<Ordinal>::max(), input,
                        std::string(what) + " of " + to_string(shape) + " has " +
                            std::to_string(shape.size()) + " pixels, more than columns of " +
                            std::to_string(8 * sizeof(Ordinal)) +
                            " bits can number: use std::int64_t columns");
  }

  Method choose_method() const {
    if (options.method != Method::automatic) return options.method;
    const double entries = options.expected_density * static_cast<double>(image.size()) *
                           static_cast<double>(options.expected_images);
    return Impl::cheapest_method<Scalar, Ordinal, ExecutionSpace>(
        {geometry(options.mode), filter.n_taps(), options.expected_images, entries,
         options.expected_area},
        options);
  }
};

}  // namespace SparseConv

#endif
