#ifndef SPARSECONV_PLAN_PLAN_HPP
#define SPARSECONV_PLAN_PLAN_HPP

#include <SparseConv/Error.hpp>
#include <SparseConv/Plan.hpp>
#include <batch/dense.hpp>
#include <batch/image.hpp>
#include <limits>
#include <methods/registry.hpp>
#include <string>

namespace SparseConv {

template <class Scalar, class Ordinal, class ExecutionSpace>
struct Plan<Scalar, Ordinal, ExecutionSpace>::Impl {
  SparseConv::Impl::Geometry geometry;
  Mode mode;
  Method method;
  std::unique_ptr<SparseConv::Impl::Convolution<Scalar, Ordinal, ExecutionSpace>> convolution;
};

namespace Impl {

template <class Ordinal>
void check_ordinal(const char* what, ImageShape shape) {
  SPARSECONV_THROW_IF(shape.size() > std::numeric_limits<Ordinal>::max(), input,
                      std::string(what) + " of " + to_string(shape) + " has " +
                          std::to_string(shape.size()) + " pixels, more than columns of " +
                          std::to_string(8 * sizeof(Ordinal)) +
                          " bits can number: use std::int64_t columns");
}

template <class Ordinal>
Geometry make_checked_geometry(ImageShape image, const Filter& filter, Mode mode) {
  const Geometry geometry = make_geometry(image, filter.shape(), mode);
  check_ordinal<Ordinal>("an image", geometry.image);
  check_ordinal<Ordinal>("a result", geometry.output);
  return geometry;
}

}  // namespace Impl

template <class Scalar, class Ordinal, class ExecutionSpace>
Plan<Scalar, Ordinal, ExecutionSpace>::Plan(const ExecutionSpace& space, ImageShape image,
                                            const Filter& filter, const Options& options)
    : impl_(new Impl{SparseConv::Impl::make_checked_geometry<Ordinal>(image, filter, options.mode),
                     options.mode,
                     options.method == Method::automatic ? Method::direct : options.method,
                     nullptr}) {
  impl_->convolution = SparseConv::Impl::make_convolution<Scalar, Ordinal>(
      impl_->method, space, impl_->geometry, filter, options);
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
  const BatchOrder order = validate(space, batch, image_shape());
  return impl_->convolution->convolve(space, order.sorted ? batch : sort_and_merge(space, batch));
}

template <class Scalar, class Ordinal, class ExecutionSpace>
auto Plan<Scalar, Ordinal, ExecutionSpace>::apply_image(const ExecutionSpace& space,
                                                        const batch_type& image) -> batch_type {
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
  const ImageShape shape = image_shape();
  const ImageShape given{static_cast<std::int64_t>(images.extent(1)),
                         static_cast<std::int64_t>(images.extent(2))};
  SPARSECONV_THROW_IF(given != shape, input,
                      "the dense images are " + to_string(given) +
                          ", but the plan is for images of " + to_string(shape));
  const auto batch = SparseConv::Impl::dense_to_batch<batch_type>(space, images);
  const batch_type result = impl_->convolution->convolve(space, batch);
  return SparseConv::Impl::batch_to_dense<dense_type>(space, result, output_shape());
}

template <class Scalar, class Ordinal, class ExecutionSpace>
ImageShape Plan<Scalar, Ordinal, ExecutionSpace>::image_shape() const {
  return impl_->geometry.image;
}

template <class Scalar, class Ordinal, class ExecutionSpace>
ImageShape Plan<Scalar, Ordinal, ExecutionSpace>::output_shape() const {
  return impl_->geometry.output;
}

template <class Scalar, class Ordinal, class ExecutionSpace>
Mode Plan<Scalar, Ordinal, ExecutionSpace>::mode() const {
  return impl_->mode;
}

template <class Scalar, class Ordinal, class ExecutionSpace>
Method Plan<Scalar, Ordinal, ExecutionSpace>::method() const {
  return impl_->method;
}

}  // namespace SparseConv

#define SPARSECONV_INSTANTIATE(Scalar, Ordinal, ExecutionSpace) \
  template class Plan<Scalar, Ordinal, ExecutionSpace>;

#endif
