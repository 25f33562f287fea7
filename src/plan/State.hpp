#ifndef SPARSECONV_PLAN_STATE_HPP
#define SPARSECONV_PLAN_STATE_HPP

#include <Kokkos_Profiling_ScopedRegion.hpp>
#include <SparseConv/Error.hpp>
#include <SparseConv/Plan.hpp>
#include <batch/assign_values.hpp>
#include <batch/dense.hpp>
#include <batch/divide_images.hpp>
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
  struct SetUp {
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
  std::list<SetUp> set_ups;
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
    set_up(window);
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

  SetUp& set_up(const OutputWindow& of) {
    for (SetUp& known : set_ups)
      if (known.window == of) return known;
    const Impl::Stages todo = stages(of);
    SetUp made{of, todo, nullptr, nullptr, nullptr};
    if (todo.extension)
      made.extender = std::make_unique<Extender>(space, *todo.extension, options.max_kept_bytes);
    made.algorithm = make_algorithm(method, todo);
    return set_ups.emplace_back(std::move(made));
  }

  /// What computes values at some pixels: whatever the method of the plan, that is `direct`.
  AnyAlgorithm& algorithm_at(SetUp& use) {
    if (method == Method::direct) return *use.algorithm;
    if (!use.algorithm_at) use.algorithm_at = make_algorithm(Method::direct, use.stages);
    return *use.algorithm_at;
  }

  /// What computes pattern and values apart: where no method was asked for, and the one that was
  /// chosen does not, that is `direct`.
  AnyAlgorithm& algorithm_of_phases(SetUp& use) {
    const bool asked_for = options.method != Method::automatic;
    return asked_for || use.algorithm->has_phases() ? *use.algorithm : algorithm_at(use);
  }

  /// The batch, checked, with sorted and unique columns.
  batch_type canonical(const batch_type& batch, ImageShape shape) const {
    const Region region("SparseConv::check");
    if (options.check == Check::none) return batch;
    const BatchOrder order = Impl::validate(space, batch, shape);
    return order.sorted ? batch : Impl::sort_and_merge(space, batch);
  }

  /// What a method convolves: the batch, canonical and extended.
  batch_type prepared(const SetUp& use, const batch_type& batch) const {
    return extended(use, canonical(batch, use.stages.whole.image));
  }

  batch_type extended(const SetUp& use, const batch_type& images) const {
    return use.stages.extends() ? use.extender->extend(space, images) : images;
  }

  /// \param whole  whether the images are whole, and not parts of others, which are not normalized
  batch_type convolve(const batch_type& batch, const OutputWindow& of, bool whole = true) {
    SetUp& use = set_up(of);
    return convolve_canonical(use, canonical(batch, use.stages.whole.image), whole);
  }

  batch_type convolve_canonical(SetUp& use, const batch_type& images, bool whole = true) {
    batch_type result = sums(use, extended(use, images));
    if (options.threshold > 0) result = Impl::drop_below(space, result, options.threshold);
    if (!whole || options.normalize == Normalize::none) return result;
    return Impl::normalized(space, result, use.stages.whole.output.width, options.normalize);
  }

  /// Convolves images that are prepared, and does nothing to the sums.
  batch_type sums(SetUp& use, const batch_type& images) {
    if (!use.stages.folds()) return use.algorithm->convolve(space, images, results);
    return use.extender->fold(space,
                              use.algorithm->convolve(space, images, use.extender->results()));
  }

  /// The values at the pixels of a pattern. \param whole as for convolve()
  batch_type values_at(const batch_type& batch, const batch_type& pattern, const OutputWindow& of,
                       bool whole) {
    SPARSECONV_THROW_IF(pattern.numRows() != batch.numRows(), input,
                        "the pattern has " + std::to_string(pattern.numRows()) +
                            " images, but the batch has " + std::to_string(batch.numRows()));
    SetUp& use = set_up(of);
    const batch_type pixels = canonical(pattern, use.stages.whole.output);
    return values_of_canonical(use, canonical(batch, use.stages.whole.image), pixels, whole);
  }

  /// The values at the pixels of the batch itself. \param whole as for convolve()
  batch_type values_at_entries(const batch_type& batch, bool whole) {
    SetUp& use = set_up(window);
    const Impl::Geometry& shapes = use.stages.whole;
    SPARSECONV_THROW_IF(shapes.output != shapes.image, input,
                        "the results are " + to_string(shapes.output) + ", but the images are " +
                            to_string(shapes.image) +
                            ": use the mode same, or say at which pixels values are asked for");
    const batch_type images = canonical(batch, shapes.image);
    return values_of_canonical(use, images, images, whole);
  }

  batch_type values_of_canonical(SetUp& use, const batch_type& images, const batch_type& pattern,
                                 bool whole) {
    const batch_type result = results.with_pixels_of(space, pattern);
    if (use.stages.folds())
      Impl::assign_values(space, sums(use, images), result);
    else
      algorithm_at(use).values_at(space, extended(use, images), result);
    if (whole && options.normalize != Normalize::none)
      Impl::normalize_in_place(space, result, use.stages.whole.output.width, options.normalize);
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
    SetUp& use = set_up(window);
    const batch_type images = prepared(use, batch);
    if (!use.stages.folds()) return algorithm_of_phases(use).symbolic(space, images, results);
    return use.extender->fold_pattern(
        space, algorithm_of_phases(use).symbolic(space, images, use.extender->results()));
  }

  void compute_values(const batch_type& batch, batch_type& result) {
    SetUp& use = set_up(window);
    check_pattern(use, batch, result);
    if (use.stages.folds())
      SPARSECONV_THROW_IF(Impl::assign_values(space, sums(use, prepared(use, batch)), result) > 0,
                          input,
                          "the batch reaches pixels that the result does not store: use the "
                          "result of symbolic for a batch of this pattern");
    else
      algorithm_of_phases(use).numeric(space, prepared(use, batch), result);
  }

  void convolve_into(const batch_type& batch, batch_type& result, const OutputWindow& of) {
    if (options.check != Check::none) Impl::check_apart(batch, result);
    const auto preference = results.prefer(result);
    batch_type made = convolve(batch, of);
    if (!results.is_latest(made)) made = results.copy(space, made);
    result = results.with_own_row_map(made, result);
  }

  /// Throws unless a result of symbolic() can be computed for a batch.
  void check_pattern(const SetUp& use, const batch_type& batch, const batch_type& result) const {
    if (options.check == Check::none) return;
    const BatchOrder order = Impl::validate(space, result, use.stages.whole.output);
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
    set_ups.clear();
    set_up(window);
  }

  void release_memory() {
    results.clear();
    row_maps.clear();
    if (adjoint) adjoint->release_memory();
    for (SetUp& made : set_ups) {
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
