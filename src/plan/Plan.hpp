#ifndef SPARSECONV_PLAN_PLAN_HPP
#define SPARSECONV_PLAN_PLAN_HPP

#include <plan/State.hpp>

namespace SparseConv {
namespace Impl {

/// Does the work of a call of a plan, in a region of this name and on the instance of the call. A
/// lack of memory for the batch becomes an Error (system).
template <class State, class ExecutionSpace, class Matrix, class Work>
auto call(const char* name, State& state, const ExecutionSpace& space, const Matrix& batch,
          const Work& work) {
  const Kokkos::Profiling::ScopedRegion region(name);
  state.use(space);
  return with_memory(batch.numRows(), batch.nnz(), work);
}

/// The same for setting up a filter for images of this shape.
template <class Work>
auto with_plan_memory(const char* name, ImageShape image, const Filter& filter, const Work& work) {
  const Kokkos::Profiling::ScopedRegion region(name);
  const auto describe = [&] {
    return "a plan for images of " + to_string(image) + " and a filter of " +
           to_string(filter.shape());
  };
  return with_memory_for(describe, work);
}

}  // namespace Impl

template <class Scalar, class Ordinal, class ExecutionSpace>
Plan<Scalar, Ordinal, ExecutionSpace>::Plan(const ExecutionSpace& space, ImageShape image,
                                            const Filter& filter, const Options& options) {
  state_ = Impl::with_plan_memory("SparseConv::plan", image, filter, [&] {
    return std::make_unique<State>(space, image, filter, options);
  });
}

template <class Scalar, class Ordinal, class ExecutionSpace>
Plan<Scalar, Ordinal, ExecutionSpace>::~Plan() = default;
template <class Scalar, class Ordinal, class ExecutionSpace>
Plan<Scalar, Ordinal, ExecutionSpace>::Plan(Plan&&) noexcept = default;
template <class Scalar, class Ordinal, class ExecutionSpace>
Plan<Scalar, Ordinal, ExecutionSpace>& Plan<Scalar, Ordinal, ExecutionSpace>::operator=(
    Plan&&) noexcept = default;

template <class Scalar, class Ordinal, class ExecutionSpace>
auto Plan<Scalar, Ordinal, ExecutionSpace>::state() const -> State& {
  SPARSECONV_THROW_IF(state_ == nullptr, input, "the plan is empty: it was moved from");
  return *state_;
}

template <class Scalar, class Ordinal, class ExecutionSpace>
auto Plan<Scalar, Ordinal, ExecutionSpace>::convolve(const ExecutionSpace& space,
                                                     const batch_type& batch,
                                                     const OutputWindow& window) -> batch_type {
  return Impl::call("SparseConv::apply", state(), space, batch,
                    [&] { return state().convolve(batch, window); });
}

template <class Scalar, class Ordinal, class ExecutionSpace>
void Plan<Scalar, Ordinal, ExecutionSpace>::convolve_into(const ExecutionSpace& space,
                                                          const batch_type& batch,
                                                          batch_type& result,
                                                          const OutputWindow& window) {
  Impl::call("SparseConv::apply_into", state(), space, batch,
             [&] { state().convolve_into(batch, result, window); });
}

template <class Scalar, class Ordinal, class ExecutionSpace>
auto Plan<Scalar, Ordinal, ExecutionSpace>::convolve_part(const ExecutionSpace& space,
                                                          const batch_type& batch) -> batch_type {
  return Impl::call("SparseConv::apply_part", state(), space, batch,
                    [&] { return state().convolve(batch, window(), false); });
}

template <class Scalar, class Ordinal, class ExecutionSpace>
auto Plan<Scalar, Ordinal, ExecutionSpace>::convolve_at(const ExecutionSpace& space,
                                                        const batch_type& batch,
                                                        const batch_type& pattern,
                                                        const OutputWindow& window, bool whole)
    -> batch_type {
  return Impl::call("SparseConv::apply_at", state(), space, batch,
                    [&] { return state().values_at(batch, pattern, window, whole); });
}

template <class Scalar, class Ordinal, class ExecutionSpace>
auto Plan<Scalar, Ordinal, ExecutionSpace>::convolve_at_entries(const ExecutionSpace& space,
                                                                const batch_type& batch, bool whole)
    -> batch_type {
  return Impl::call("SparseConv::apply_at", state(), space, batch,
                    [&] { return state().values_at_entries(batch, whole); });
}

template <class Scalar, class Ordinal, class ExecutionSpace>
auto Plan<Scalar, Ordinal, ExecutionSpace>::convolve_image_at(const ExecutionSpace& space,
                                                              const batch_type& image,
                                                              const batch_type& pattern)
    -> batch_type {
  return Impl::call("SparseConv::apply_image_at", state(), space, image, [&] {
    auto& convolver = state().convolver_for(window());
    const Impl::Geometry& whole = convolver.stages.whole;
    const auto batch = state().image_to_batch("image", image, whole.image);
    const auto pixels = state().image_to_batch("pattern", pattern, whole.output);
    const auto values = state().values_of_canonical(convolver, batch, pixels, true);
    return Impl::batch_to_image(space, values, whole.output);
  });
}

template <class Scalar, class Ordinal, class ExecutionSpace>
auto Plan<Scalar, Ordinal, ExecutionSpace>::convolve_image(const ExecutionSpace& space,
                                                           const batch_type& image,
                                                           const OutputWindow& window)
    -> batch_type {
  return Impl::call("SparseConv::apply_image", state(), space, image, [&] {
    auto& convolver = state().convolver_for(window);
    const Impl::Geometry& whole = convolver.stages.whole;
    const auto batch = state().image_to_batch("image", image, whole.image);
    const auto result = state().convolve_canonical(convolver, batch);
    return Impl::batch_to_image(space, result, whole.output);
  });
}

template <class Scalar, class Ordinal, class ExecutionSpace>
auto Plan<Scalar, Ordinal, ExecutionSpace>::convolve_dense(
    const ExecutionSpace& space, const typename dense_type::const_type& images,
    const OutputWindow& window) -> dense_type {
  const Impl::Geometry whole = state().stages(window).whole;
  const ImageShape shape = whole.image;
  const ImageShape given{static_cast<std::int64_t>(images.extent(1)),
                         static_cast<std::int64_t>(images.extent(2))};
  SPARSECONV_THROW_IF(given != shape, input,
                      "the dense images are " + to_string(given) +
                          ", but the plan is for images of " + to_string(shape));
  const auto describe = [&] { return std::to_string(images.extent(0)) + " dense images"; };
  const Kokkos::Profiling::ScopedRegion region("SparseConv::apply_dense");
  state().use(space);
  return Impl::with_memory_for(describe, [&] {
    const auto batch = Impl::dense_to_batch<batch_type>(space, images);
    const auto result = state().convolve_canonical(state().convolver_for(window), batch);
    return Impl::batch_to_dense<dense_type>(space, result, whole.output);
  });
}

template <class Scalar, class Ordinal, class ExecutionSpace>
auto Plan<Scalar, Ordinal, ExecutionSpace>::find_pattern(const ExecutionSpace& space,
                                                         const batch_type& batch) -> batch_type {
  check_phases();
  return Impl::call("SparseConv::symbolic", state(), space, batch,
                    [&] { return state().find_pattern(batch); });
}

template <class Scalar, class Ordinal, class ExecutionSpace>
void Plan<Scalar, Ordinal, ExecutionSpace>::compute_values(const ExecutionSpace& space,
                                                           const batch_type& batch,
                                                           batch_type& result) {
  check_phases();
  Impl::call("SparseConv::numeric", state(), space, batch,
             [&] { state().compute_values(batch, result); });
}

template <class Scalar, class Ordinal, class ExecutionSpace>
auto Plan<Scalar, Ordinal, ExecutionSpace>::adjoint(const ExecutionSpace& space) const -> Plan {
  Options options = state().options;
  options.adjoint = !options.adjoint;
  options.threshold = 0;
  options.normalize = Normalize::none;
  return Plan(space, state().image, state().filter, options);
}

template <class Scalar, class Ordinal, class ExecutionSpace>
auto Plan<Scalar, Ordinal, ExecutionSpace>::kept_adjoint(const ExecutionSpace& space) -> Plan& {
  state().use(space);
  if (!state().adjoint) state().adjoint = std::make_unique<Plan>(adjoint(space));
  return *state().adjoint;
}

template <class Scalar, class Ordinal, class ExecutionSpace>
void Plan<Scalar, Ordinal, ExecutionSpace>::update_filter(const ExecutionSpace& space,
                                                          const Filter& filter) {
  state().use(space);
  Impl::with_plan_memory("SparseConv::update_filter", state().image, filter,
                         [&] { state().replace_filter(filter); });
}

template <class Scalar, class Ordinal, class ExecutionSpace>
void Plan<Scalar, Ordinal, ExecutionSpace>::release_memory() {
  state().release_memory();
}

template <class Scalar, class Ordinal, class ExecutionSpace>
ImageShape Plan<Scalar, Ordinal, ExecutionSpace>::image_shape() const {
  return state().stages(window()).whole.image;
}

template <class Scalar, class Ordinal, class ExecutionSpace>
ImageShape Plan<Scalar, Ordinal, ExecutionSpace>::filter_shape() const {
  return state().filter.shape();
}

template <class Scalar, class Ordinal, class ExecutionSpace>
ImageShape Plan<Scalar, Ordinal, ExecutionSpace>::output_shape() const {
  return state().stages(window()).whole.output;
}

template <class Scalar, class Ordinal, class ExecutionSpace>
Mode Plan<Scalar, Ordinal, ExecutionSpace>::mode() const {
  return state().options.mode;
}

template <class Scalar, class Ordinal, class ExecutionSpace>
OutputWindow Plan<Scalar, Ordinal, ExecutionSpace>::window() const {
  return state().window;
}

template <class Scalar, class Ordinal, class ExecutionSpace>
OutputWindow Plan<Scalar, Ordinal, ExecutionSpace>::window_of(Mode mode) const {
  return state().window_of(mode);
}

template <class Scalar, class Ordinal, class ExecutionSpace>
const Options& Plan<Scalar, Ordinal, ExecutionSpace>::options() const {
  return state().options;
}

template <class Scalar, class Ordinal, class ExecutionSpace>
Method Plan<Scalar, Ordinal, ExecutionSpace>::method() const {
  return state().method;
}

template <class Scalar, class Ordinal, class ExecutionSpace>
bool Plan<Scalar, Ordinal, ExecutionSpace>::has_phases() const {
  if (!state().keeps_sums()) return false;
  return Impl::with_plan_memory("SparseConv::has_phases", state().image, state().filter, [&] {
    return state().algorithm_of_phases(state().convolver_for(window())).has_phases();
  });
}

template <class Scalar, class Ordinal, class ExecutionSpace>
std::int64_t Plan<Scalar, Ordinal, ExecutionSpace>::buffer_bytes() const {
  return Impl::with_plan_memory("SparseConv::buffer_bytes", state().image, state().filter, [&] {
    return state().convolver_for(window()).algorithm->buffer_bytes();
  });
}

template <class Scalar, class Ordinal, class ExecutionSpace>
void Plan<Scalar, Ordinal, ExecutionSpace>::check_phases() const {
  SPARSECONV_THROW_IF(!state().keeps_sums(), input,
                      "with a threshold or normalized images the pattern depends on the values: "
                      "there are no symbolic and numeric");
  SPARSECONV_THROW_IF(!has_phases(), input,
                      "the method " + to_string(method()) +
                          " computes pattern and values together: for symbolic and numeric use "
                          "the method direct");
}

template <class Scalar, class Ordinal, class ExecutionSpace>
auto Plan<Scalar, Ordinal, ExecutionSpace>::make_row_map(const ExecutionSpace& space,
                                                         std::int64_t n) -> row_map_room {
  state().use(space);
  return Impl::with_memory(n - 1, 0, [&] { return state().row_maps.take(space, n); });
}

}  // namespace SparseConv

#endif
