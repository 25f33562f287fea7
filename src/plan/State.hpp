#ifndef SPARSECONV_PLAN_STATE_HPP
#define SPARSECONV_PLAN_STATE_HPP

#include <Kokkos_Profiling_ScopedRegion.hpp>
#include <SparseConv/Error.hpp>
#include <SparseConv/Plan.hpp>
#include <batch/assign_values.hpp>
#include <batch/dense.hpp>
#include <batch/divide_by_totals.hpp>
#include <batch/image.hpp>
#include <list>
#include <methods/Extender.hpp>
#include <methods/registry.hpp>
#include <plan/check_arguments.hpp>
#include <plan/check_options.hpp>
#include <rows/Stages.hpp>
#include <string>

namespace SparseConv {

/// What a plan holds: the set-up of each window that was asked for, and memory for the next
/// results.
template <class Scalar, class Ordinal, class ExecutionSpace>
struct Plan<Scalar, Ordinal, ExecutionSpace>::State {
  using Region = Kokkos::Profiling::ScopedRegion;
  using AnyAlgorithm = Impl::Algorithm<Scalar, Ordinal, ExecutionSpace>;
  using Extender = Impl::Extender<batch_type, ExecutionSpace>;

  /// A convolution with one window of the full result, set up.
  struct Convolver {
    OutputWindow window;
    Impl::Stages stages;
    std::unique_ptr<Extender> extender;  ///< where the stages have an extension
    std::unique_ptr<AnyAlgorithm> algorithm;
    std::unique_ptr<AnyAlgorithm> algorithm_at;  ///< for values at some pixels, if not the same
  };

  ExecutionSpace space;  ///< of the latest call
  ImageShape image;      ///< as the constructor of the plan is given it
  Filter filter;
  Options options;
  OutputWindow window;  ///< that the options ask for
  Method method;
  std::list<Convolver> convolvers;
  std::unique_ptr<Plan> adjoint;  ///< once it was asked for
  Impl::ResultPool<batch_type> results;
  Impl::ArrayPool<row_map_room> row_maps{"SparseConv::batch::row_map"};

  /// Sets up the window of the options at once, so that whatever refuses does so now.
  State(const ExecutionSpace& instance, ImageShape image_shape, const Filter& weights,
        const Options& asked)
      : space(instance),
        image(image_shape),
        filter(checked(weights)),
        options(checked(asked)),
        window(Impl::window_of(image, filter.shape(), options)),
        method(choose_method()),
        results(options.max_kept_bytes) {
    convolver_for(window);
  }

  /// Begins a call on an instance. Kernels that earlier calls launched on another one may still use
  /// the memory of the plan, and are waited for.
  void use(const ExecutionSpace& instance) {
    if (!Impl::on_host<ExecutionSpace> && !(instance == space))
      space.fence("SparseConv::plan::other_instance");
    space = instance;
    if (adjoint) adjoint->state().use(instance);
  }

  OutputWindow window_of(Mode mode) const {
    return output_window(image, filter.shape(), mode, options.correlate);
  }

  Impl::Stages stages(const OutputWindow& of) const {
    const Impl::Stages stages = Impl::make_stages(image, filter.shape(), of, options);
    Impl::check_ordinal<Ordinal>("an image", stages.whole.image);
    Impl::check_ordinal<Ordinal>("a result", stages.whole.output);
    if (stages.extension)
      Impl::check_ordinal<Ordinal>("an extended image", stages.extension->shape());
    return stages;
  }

  Convolver& convolver_for(const OutputWindow& of) {
    for (Convolver& known : convolvers)
      if (known.window == of) return known;
    const Impl::Stages todo = stages(of);
    Convolver made{of, todo, nullptr, nullptr, nullptr};
    if (todo.extension)
      made.extender = std::make_unique<Extender>(space, *todo.extension, options.max_kept_bytes);
    made.algorithm = make_algorithm(method, todo);
    return convolvers.emplace_back(std::move(made));
  }

  /// What computes values at some pixels: whatever the method of the plan, that is `direct`.
  AnyAlgorithm& algorithm_at(Convolver& convolver) {
    if (method == Method::direct) return *convolver.algorithm;
    if (!convolver.algorithm_at)
      convolver.algorithm_at = make_algorithm(Method::direct, convolver.stages);
    return *convolver.algorithm_at;
  }

  /// What computes pattern and values apart: where no method was asked for, and the one that was
  /// chosen does not, that is `direct`.
  AnyAlgorithm& algorithm_of_phases(Convolver& convolver) {
    const bool asked_for = options.method != Method::automatic;
    return asked_for || convolver.algorithm->has_phases() ? *convolver.algorithm
                                                          : algorithm_at(convolver);
  }

  /// The batch, checked, with sorted and unique columns.
  batch_type canonical(const batch_type& batch, ImageShape shape) const {
    const Region region("SparseConv::check");
    if (options.check == Check::none) return batch;
    const BatchOrder order = Impl::validate(space, batch, shape);
    return order.sorted ? batch : Impl::sort_and_merge(space, batch);
  }

  /// What a method convolves: the batch, canonical and extended.
  batch_type prepared(const Convolver& convolver, const batch_type& batch) const {
    return extended(convolver, canonical(batch, convolver.stages.whole.image));
  }

  batch_type extended(const Convolver& convolver, const batch_type& images) const {
    return convolver.stages.extends() ? convolver.extender->extend(space, images) : images;
  }

  /// \param whole  whether the images are whole, and not parts of others, which are not normalized
  batch_type convolve(const batch_type& batch, const OutputWindow& of, bool whole = true) {
    Convolver& convolver = convolver_for(of);
    return convolve_canonical(convolver, canonical(batch, convolver.stages.whole.image), whole);
  }

  batch_type convolve_canonical(Convolver& convolver, const batch_type& images, bool whole = true) {
    batch_type result = sums(convolver, extended(convolver, images));
    if (options.threshold > 0) result = Impl::drop_below(space, result, options.threshold);
    if (!whole || options.normalize == Normalize::none) return result;
    return Impl::normalized(space, result, convolver.stages.whole.output.width, options.normalize);
  }

  /// Convolves images that are prepared, and does nothing to the sums.
  batch_type sums(Convolver& convolver, const batch_type& images) {
    if (!convolver.stages.folds()) return convolver.algorithm->convolve(space, images, results);
    return convolver.extender->fold(
        space, convolver.algorithm->convolve(space, images, convolver.extender->results()));
  }

  /// The values at the pixels of a pattern. \param whole as for convolve()
  batch_type values_at(const batch_type& batch, const batch_type& pattern, const OutputWindow& of,
                       bool whole) {
    SPARSECONV_THROW_IF(pattern.numRows() != batch.numRows(), input,
                        "the pattern has " + std::to_string(pattern.numRows()) +
                            " images, but the batch has " + std::to_string(batch.numRows()));
    Convolver& convolver = convolver_for(of);
    const batch_type pixels = canonical(pattern, convolver.stages.whole.output);
    return values_of_canonical(convolver, canonical(batch, convolver.stages.whole.image), pixels,
                               whole);
  }

  /// The values at the pixels of the batch itself. \param whole as for convolve()
  batch_type values_at_entries(const batch_type& batch, bool whole) {
    Convolver& convolver = convolver_for(window);
    const Impl::Geometry& shapes = convolver.stages.whole;
    SPARSECONV_THROW_IF(shapes.output != shapes.image, input,
                        "the results are " + to_string(shapes.output) + ", but the images are " +
                            to_string(shapes.image) +
                            ": use the mode same, or say at which pixels values are asked for");
    const batch_type images = canonical(batch, shapes.image);
    return values_of_canonical(convolver, images, images, whole);
  }

  batch_type values_of_canonical(Convolver& convolver, const batch_type& images,
                                 const batch_type& pattern, bool whole) {
    const batch_type result = results.with_pixels_of(space, pattern);
    if (convolver.stages.folds())
      Impl::assign_values(space, sums(convolver, images), result);
    else
      algorithm_at(convolver).values_at(space, extended(convolver, images), result);
    if (whole && options.normalize != Normalize::none)
      Impl::normalize_in_place(space, result, convolver.stages.whole.output.width,
                               options.normalize);
    return result;
  }

  /// An image, or a pattern for its result, that is given as a matrix of its shape: a canonical
  /// batch of one.
  batch_type image_to_batch(const char* what, const batch_type& matrix, ImageShape shape) const {
    Impl::check_image(what, matrix, shape);
    const bool sorted =
        options.check == Check::none || Impl::validate(space, matrix, {1, shape.width}).sorted;
    const batch_type batch = Impl::image_to_batch(space, matrix, shape);
    return sorted ? batch : Impl::sort_and_merge(space, batch);
  }

  /// Whether results are the sums as they are.
  bool keeps_sums() const { return options.threshold == 0 && options.normalize == Normalize::none; }

  batch_type find_pattern(const batch_type& batch) {
    Convolver& convolver = convolver_for(window);
    const batch_type images = prepared(convolver, batch);
    if (!convolver.stages.folds())
      return algorithm_of_phases(convolver).symbolic(space, images, results);
    return convolver.extender->fold_pattern(
        space,
        algorithm_of_phases(convolver).symbolic(space, images, convolver.extender->results()));
  }

  void compute_values(const batch_type& batch, batch_type& result) {
    Convolver& convolver = convolver_for(window);
    check_pattern(convolver, batch, result);
    if (convolver.stages.folds())
      SPARSECONV_THROW_IF(
          Impl::assign_values(space, sums(convolver, prepared(convolver, batch)), result) > 0,
          input,
          "the batch reaches pixels that the result does not store: use the "
          "result of symbolic for a batch of this pattern");
    else
      algorithm_of_phases(convolver).numeric(space, prepared(convolver, batch), result);
  }

  void convolve_into(const batch_type& batch, batch_type& result, const OutputWindow& of) {
    if (options.check != Check::none) Impl::check_apart(batch, result);
    const auto preference = results.prefer(result);
    batch_type made = convolve(batch, of);
    if (!results.is_latest(made)) made = results.copy(space, made);
    result = results.with_own_row_map(made, result);
  }

  /// Throws unless a result of symbolic() can be computed for a batch.
  void check_pattern(const Convolver& convolver, const batch_type& batch,
                     const batch_type& result) const {
    if (options.check == Check::none) return;
    Impl::check_values_apart(batch, result);
    const BatchOrder order = Impl::validate(space, result, convolver.stages.whole.output);
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
    filter = checked(weights);
    adjoint.reset();
    convolvers.clear();
    convolver_for(window);
  }

  void release_memory() {
    results.clear();
    row_maps.clear();
    if (adjoint) adjoint->release_memory();
    for (Convolver& made : convolvers) {
      made.algorithm->release_memory();
      if (made.algorithm_at) made.algorithm_at->release_memory();
      if (made.extender) made.extender->release_memory();
    }
  }

 private:
  std::unique_ptr<AnyAlgorithm> make_algorithm(Method of, const Impl::Stages& todo) const {
    return Impl::make_algorithm<Scalar, Ordinal>(of, space, todo.convolution,
                                                 todo.turned ? filter.turned() : filter, options);
  }

  static const Filter& checked(const Filter& weights) {
    Impl::check_weights<Scalar>(weights);
    return weights;
  }

  const Options& checked(const Options& asked) const {
    Impl::check_options(asked, Impl::limits_of<Scalar>(space));
    return asked;
  }

  Method choose_method() const {
    if (options.method != Method::automatic) return options.method;
    const Impl::Stages todo = stages(window);
    const double entries = options.expected_density *
                           static_cast<double>(todo.convolution.image.size()) *
                           static_cast<double>(options.expected_images);
    return Impl::cheapest_method<Scalar, Ordinal, ExecutionSpace>(
        {todo.convolution, filter.n_taps(), options.expected_images, entries,
         options.expected_area},
        options);
  }
};

}  // namespace SparseConv

#endif
