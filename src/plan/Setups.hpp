#ifndef SPARSECONV_PLAN_SETUPS_HPP
#define SPARSECONV_PLAN_SETUPS_HPP

#include <SparseConv/Error.hpp>
#include <limits>
#include <map>
#include <methods/registry.hpp>
#include <string>
#include <utility>

namespace SparseConv::Impl {

template <class Ordinal>
void check_ordinal(const char* what, ImageShape shape) {
  SPARSECONV_THROW_IF(shape.size() > std::numeric_limits<Ordinal>::max(), input,
                      std::string(what) + " of " + to_string(shape) + " has " +
                          std::to_string(shape.size()) + " pixels, more than columns of " +
                          std::to_string(8 * sizeof(Ordinal)) +
                          " bits can number: use std::int64_t columns");
}

inline std::int64_t count_nonzero(const std::vector<double>& weights) {
  return std::count_if(weights.begin(), weights.end(), [](double w) { return w != 0; });
}

/// What a plan has set up: for each method and mode that was used a convolution, made when it is
/// first asked for.
template <class Scalar, class Ordinal, class ExecutionSpace>
class Setups {
 public:
  using AnyConvolution = Convolution<Scalar, Ordinal, ExecutionSpace>;
  using Matrix = typename AnyConvolution::Matrix;

  /// Sets up the method asked for, so that it refuses now what it would refuse later.
  Setups(const ExecutionSpace& space, ImageShape image, const Filter& filter,
         const Options& options)
      : image_(image), filter_(filter), options_(options), latest_(first_method()) {
    get(space, latest_, options_.mode);
  }

  ImageShape image() const { return image_; }
  const Options& options() const { return options_; }
  Method latest_method() const { return latest_; }

  Geometry geometry(Mode mode) const {
    const Geometry geometry = make_geometry(image_, filter_.shape(), mode);
    check_ordinal<Ordinal>("an image", geometry.image);
    check_ordinal<Ordinal>("a result", geometry.output);
    return geometry;
  }

  /// The method asked for, or the one that is cheapest for the batch.
  AnyConvolution& for_batch(const ExecutionSpace& space, const Matrix& batch, Mode mode) {
    latest_ = options_.method;
    if (latest_ == Method::automatic)
      latest_ = cheapest_method<Scalar, Ordinal, ExecutionSpace>(
          {geometry(mode), count_nonzero(filter_.weights()), batch.numRows(),
           static_cast<std::int64_t>(batch.nnz()), space.concurrency()},
          options_);
    return get(space, latest_, mode);
  }

  /// The method for symbolic and numeric.
  AnyConvolution& for_phases(const ExecutionSpace& space) {
    latest_ = first_method();
    return get(space, latest_, options_.mode);
  }

  void update_filter(const ExecutionSpace& space, const Filter& filter) {
    SPARSECONV_THROW_IF(filter.shape() != filter_.shape(), input,
                        "the new filter is " + to_string(filter.shape()) + ", but the plan's is " +
                            to_string(filter_.shape()) + ": make another plan");
    filter_ = filter;
    convolutions_.clear();
    get(space, first_method(), options_.mode);
  }

 private:
  Method first_method() const {
    return options_.method == Method::automatic ? Method::direct : options_.method;
  }

  AnyConvolution& get(const ExecutionSpace& space, Method method, Mode mode) {
    auto& convolution = convolutions_[{method, mode}];
    if (!convolution)
      convolution =
          make_convolution<Scalar, Ordinal>(method, space, geometry(mode), filter_, options_);
    return *convolution;
  }

  ImageShape image_;
  Filter filter_;
  Options options_;
  Method latest_;
  std::map<std::pair<Method, Mode>, std::unique_ptr<AnyConvolution>> convolutions_;
};

}  // namespace SparseConv::Impl

#endif
