#ifndef SPARSECONV_FILTER_HPP
#define SPARSECONV_FILTER_HPP

#include <SparseConv/Shape.hpp>
#include <algorithm>
#include <cstdint>
#include <string>
#include <vector>

namespace SparseConv {

/// A dense 2-D filter on the host.
///
/// Weights are kept in double precision and rounded once to a plan's scalar type. A weight that is
/// zero after that rounding is no tap: it contributes nothing, not even where the image holds an
/// infinity. A weight that is infinite or NaN is a tap like any other: it is multiplied with the
/// stored entries alone, stored zeros included, so that all other pixels stay finite.
class Filter {
 public:
  /// \param shape   height and width of the filter, each at least 1
  /// \param weights `shape.size()` numbers, row after row
  /// \throws Error (input) if the sizes disagree
  Filter(ImageShape shape, std::vector<double> weights);

  [[nodiscard]] ImageShape shape() const { return shape_; }  ///< height and width

  /// The weights, row after row.
  [[nodiscard]] const std::vector<double>& weights() const { return weights_; }

  /// Number of weights that are not zero.
  [[nodiscard]] std::int64_t n_taps() const {
    return std::count_if(weights_.begin(), weights_.end(), [](double w) { return w != 0; });
  }

  /// Weight in row `i` and column `j`.
  [[nodiscard]] double operator()(std::int64_t i, std::int64_t j) const {
    return weights_[static_cast<std::size_t>(i * shape_.width + j)];
  }

 private:
  ImageShape shape_;
  std::vector<double> weights_;
};

/// The mean over a square of `size` x `size` pixels: every weight is `1 / size^2`.
/// \throws Error (input) unless `size` is at least 1
[[nodiscard]] Filter box_filter(std::int64_t size);

/// A Gaussian, `exp(-d^2 / (2 sigma^2))` at distance `d` from the centre, in a square of side
/// `2 radius + 1`, scaled to sum 1.
/// \param sigma  standard deviation in pixels, above 0
/// \param radius in pixels; negative: `floor(4 sigma + 1/2)`, as `scipy.ndimage.gaussian_filter`
///               truncates
/// \throws Error (input) for any other sigma or a filter above `max_extent`
[[nodiscard]] Filter gaussian_filter(double sigma, std::int64_t radius = -1);

/// A raised cosine, `(1 + cos(pi d / half_width)) / 2` at distance `d < half_width` from the centre
/// and 0 beyond, in the smallest square that holds it, scaled to sum 1. This is the kernel with
/// which ROICaT blurs the footprints of neurons.
/// \param half_width in pixels, above 0
/// \throws Error (input) for any other half width or a filter above `max_extent`
[[nodiscard]] Filter cosine_filter(double half_width);

/// The filter that a short text describes: `box:SIZE`, `gaussian:SIGMA[:RADIUS]` or
/// `cosine:HALFWIDTH`.
/// \throws Error (input) if the text is none of these
[[nodiscard]] Filter filter_from_string(const std::string& text);

/// Whether `text` starts like a description for filter_from_string, rather than like a path.
[[nodiscard]] bool names_a_filter(const std::string& text);

}  // namespace SparseConv

#endif
