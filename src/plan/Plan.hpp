#ifndef SPARSECONV_PLAN_PLAN_HPP
#define SPARSECONV_PLAN_PLAN_HPP

#include <Kokkos_Profiling_ScopedRegion.hpp>
#include <SparseConv/Error.hpp>
#include <SparseConv/Plan.hpp>
#include <batch/dense.hpp>
#include <batch/image.hpp>
#include <plan/Setups.hpp>
#include <string>

namespace SparseConv {

template <class Scalar, class Ordinal, class ExecutionSpace>
struct Plan<Scalar, Ordinal, ExecutionSpace>::Impl {
  using Region = Kokkos::Profiling::ScopedRegion;

  SparseConv::Impl::Setups<Scalar, Ordinal, ExecutionSpace> setups;

  /// A checked batch with sorted and unique columns.
  batch_type canonical(const ExecutionSpace& space, const batch_type& batch) const {
    const Region region("SparseConv::check");
    const BatchOrder order = validate(space, batch, setups.image());
    return order.sorted ? batch : sort_and_merge(space, batch);
  }
};

template <class Scalar, class Ordinal, class ExecutionSpace>
Plan<Scalar, Ordinal, ExecutionSpace>::Plan(const ExecutionSpace& space, ImageShape image,
                                            const Filter& filter, const Options& options) {
  const typename Impl::Region region("SparseConv::plan");
  impl_.reset(new Impl{{space, image, filter, options}});
}

template <class Scalar, class Ordinal, class ExecutionSpace>
Plan<Scalar, Ordinal, ExecutionSpace>::~Plan() = default;
template <class Scalar, class Ordinal, class ExecutionSpace>
Plan<Scalar, Ordinal, ExecutionSpace>::Plan(Plan&&) noexcept = default;
template <class Scalar, class Ordinal, class ExecutionSpace>
Plan<Scalar, Ordinal, ExecutionSpace>& Plan<Scalar, Ordinal, ExecutionSpace>::operator=(
    Plan&&) noexcept = default;

template <class Scalar, class Ordinal, class ExecutionSpace>
auto Plan<Scalar, Ordinal, ExecutionSpace>::apply(const ExecutionSpace& space,
                                                  const batch_type& batch) -> batch_type {
  return apply(space, batch, mode());
}

template <class Scalar, class Ordinal, class ExecutionSpace>
auto Plan<Scalar, Ordinal, ExecutionSpace>::apply(const ExecutionSpace& space,
                                                  const batch_type& batch, Mode mode)
    -> batch_type {
  const typename Impl::Region region("SparseConv::apply");
  const batch_type canonical = impl_->canonical(space, batch);
  return impl_->setups.get(space, mode).convolve(space, canonical);
}

template <class Scalar, class Ordinal, class ExecutionSpace>
auto Plan<Scalar, Ordinal, ExecutionSpace>::apply_image(const ExecutionSpace& space,
                                                        const batch_type& image) -> batch_type {
  const typename Impl::Region region("SparseConv::apply_image");
  const ImageShape shape = image_shape();
  SPARSECONV_THROW_IF(image.numRows() != shape.height || image.numCols() != shape.width, input,
                      "the image is a matrix of " + std::to_string(image.numRows()) + "x" +
                          std::to_string(image.numCols()) + ", but the plan is for images of " +
                          to_string(shape));
  validate(space, image, {1, shape.width});
  const batch_type batch = SparseConv::Impl::image_to_batch(space, image, shape);
  return SparseConv::Impl::batch_to_image(space, apply(space, batch), output_shape());
}

template <class Scalar, class Ordinal, class ExecutionSpace>
auto Plan<Scalar, Ordinal, ExecutionSpace>::apply_dense(const ExecutionSpace& space,
                                                        const dense_type& images) -> dense_type {
  const typename Impl::Region region("SparseConv::apply_dense");
  const ImageShape shape = image_shape();
  const ImageShape given{static_cast<std::int64_t>(images.extent(1)),
                         static_cast<std::int64_t>(images.extent(2))};
  SPARSECONV_THROW_IF(given != shape, input,
                      "the dense images are " + to_string(given) +
                          ", but the plan is for images of " + to_string(shape));
  const auto batch = SparseConv::Impl::dense_to_batch<batch_type>(space, images);
  return SparseConv::Impl::batch_to_dense<dense_type>(space, apply(space, batch), output_shape());
}

template <class Scalar, class Ordinal, class ExecutionSpace>
auto Plan<Scalar, Ordinal, ExecutionSpace>::symbolic(const ExecutionSpace& space,
                                                     const batch_type& batch) -> batch_type {
  const typename Impl::Region region("SparseConv::symbolic");
  return impl_->setups.get(space, mode()).symbolic(space, impl_->canonical(space, batch));
}

template <class Scalar, class Ordinal, class ExecutionSpace>
void Plan<Scalar, Ordinal, ExecutionSpace>::numeric(const ExecutionSpace& space,
                                                    const batch_type& batch,
                                                    const batch_type& result) {
  const typename Impl::Region region("SparseConv::numeric");
  validate(space, result, output_shape());
  SPARSECONV_THROW_IF(result.numRows() != batch.numRows(), input,
                      "the result has " + std::to_string(result.numRows()) +
                          " images and the batch " + std::to_string(batch.numRows()) +
                          ": use the result of symbolic for this batch");
  impl_->setups.get(space, mode()).numeric(space, impl_->canonical(space, batch), result);
}

template <class Scalar, class Ordinal, class ExecutionSpace>
void Plan<Scalar, Ordinal, ExecutionSpace>::update_filter(const ExecutionSpace& space,
                                                          const Filter& filter) {
  const typename Impl::Region region("SparseConv::update_filter");
  impl_->setups.update_filter(space, filter);
}

template <class Scalar, class Ordinal, class ExecutionSpace>
ImageShape Plan<Scalar, Ordinal, ExecutionSpace>::image_shape() const {
  return impl_->setups.image();
}

template <class Scalar, class Ordinal, class ExecutionSpace>
ImageShape Plan<Scalar, Ordinal, ExecutionSpace>::filter_shape() const {
  return impl_->setups.geometry(mode()).filter;
}

template <class Scalar, class Ordinal, class ExecutionSpace>
ImageShape Plan<Scalar, Ordinal, ExecutionSpace>::output_shape() const {
  return impl_->setups.geometry(mode()).output;
}

template <class Scalar, class Ordinal, class ExecutionSpace>
Mode Plan<Scalar, Ordinal, ExecutionSpace>::mode() const {
  return impl_->setups.mode();
}

template <class Scalar, class Ordinal, class ExecutionSpace>
Method Plan<Scalar, Ordinal, ExecutionSpace>::method() const {
  return impl_->setups.method();
}

}  // namespace SparseConv

#define SPARSECONV_INSTANTIATE(Scalar, Ordinal, ExecutionSpace) \
  template class Plan<Scalar, Ordinal, ExecutionSpace>;

#endif
