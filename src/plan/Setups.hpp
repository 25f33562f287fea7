#ifndef SPARSECONV_PLAN_SETUPS_HPP
#define SPARSECONV_PLAN_SETUPS_HPP

#include <SparseConv/Error.hpp>
#include <limits>
#include <map>
#include <methods/registry.hpp>
#include <string>

namespace SparseConv::Impl {

template <class Ordinal>
void check_ordinal(const char* what, ImageShape shape) {
  SPARSECONV_THROW_IF(shape.size() > std::numeric_limits<Ordinal>::max(), input,
                      std::string(what) + " of " + to_string(shape) + " has " +
                          std::to_string(shape.size()) + " pixels, more than columns of " +
                          std::to_string(8 * sizeof(Ordinal)) +
                          " bits can number: use std::int64_t columns");
}

/// What a plan has set up: a convolution for each mode that was used, made when it is first asked
/// for.
template <class Scalar, class Ordinal, class ExecutionSpace>
class Setups {
 public:
  using AnyConvolution = Convolution<Scalar, Ordinal, ExecutionSpace>;

  /// Sets up the plan's own mode, so that it refuses now what it would refuse later.
  Setups(const ExecutionSpace& space, ImageShape image, const Filter& filter,
         const Options& options)
      : image_(image), filter_(filter), options_(options), method_(choose_method()) {
    get(space, options_.mode);
  }

  ImageShape image() const { return image_; }
  Mode mode() const { return options_.mode; }
  Method method() const { return method_; }

  Geometry geometry(Mode mode) const {
    const Geometry geometry = make_geometry(image_, filter_.shape(), mode);
    check_ordinal<Ordinal>("an image", geometry.image);
    check_ordinal<Ordinal>("a result", geometry.output);
    return geometry;
  }

  AnyConvolution& get(const ExecutionSpace& space, Mode mode) {
    auto& convolution = convolutions_[mode];
    if (!convolution)
      convolution =
          make_convolution<Scalar, Ordinal>(method_, space, geometry(mode), filter_, options_);
    return *convolution;
  }

  void update_filter(const ExecutionSpace& space, const Filter& filter) {
    SPARSECONV_THROW_IF(filter.shape() != filter_.shape(), input,
                        "the new filter is " + to_string(filter.shape()) + ", but the plan's is " +
                            to_string(filter_.shape()) + ": make another plan");
    filter_ = filter;
    convolutions_.clear();
    get(space, options_.mode);
  }

 private:
  Method choose_method() const {
    if (options_.method != Method::automatic) return options_.method;
    const double entries = options_.expected_density * static_cast<double>(image_.size()) *
                           static_cast<double>(options_.expected_images);
    return cheapest_method<Scalar, Ordinal, ExecutionSpace>(
        {geometry(options_.mode), filter_.n_taps(), options_.expected_images, entries,
         options_.expected_area},
        options_);
  }

  ImageShape image_;
  Filter filter_;
  Options options_;
  Method method_;
  std::map<Mode, std::unique_ptr<AnyConvolution>> convolutions_;
};

}  // namespace SparseConv::Impl

#endif
