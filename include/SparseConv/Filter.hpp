#ifndef SPARSECONV_FILTER_HPP
#define SPARSECONV_FILTER_HPP

#include <SparseConv/Shape.hpp>
#include <algorithm>
#include <cstdint>
#include <optional>
#include <string>
#include <type_traits>
#include <vector>

namespace SparseConv {
namespace Impl {

/// For functions that take whole numbers: an overload for others is deleted, as a conversion would
/// silently drop the decimals.
template <class Number>
using IfReal = std::enable_if_t<std::is_floating_point_v<Number>, int>;

}  // namespace Impl

/// A dense 2-D filter on the host.
///
/// Weights are kept in double precision and rounded once to a plan's scalar type. A weight that is
/// zero after that rounding is no tap: it contributes nothing, not even where the image holds an
/// infinity. A weight that is infinite or NaN is a tap like any other: it is multiplied with the
/// stored entries only, stored zeros included, so that all other pixels stay finite.
class Filter {
 public:
  /// A column and a row whose product is a filter: weight (i, j) is `column[i] * row[j]`.
  struct Separated {
    std::vector<double> column;  ///< as many numbers as the filter has rows
    std::vector<double> row;     ///< as many numbers as the filter has columns
  };

  /// \param shape   height and width of the filter, each at least 1
  /// \param weights `shape.size()` numbers, row after row
  /// \throws Error (input) if the sizes disagree
  Filter(ImageShape shape, std::vector<double> weights);

  [[nodiscard]] ImageShape shape() const { return shape_; }  ///< height and width

  /// The weights, row after row.
  [[nodiscard]] const std::vector<double>& weights() const { return weights_; }

  /// Number of weights that are not zero, before they are rounded to a plan's type: at least as
  /// many as there are taps. They are counted at each call.
  [[nodiscard]] std::int64_t n_taps() const {
    return std::count_if(weights_.begin(), weights_.end(), [](double w) { return w != 0; });
  }

  /// Weight in row `i` and column `j`.
  [[nodiscard]] double operator()(std::int64_t i, std::int64_t j) const {
    return weights_[static_cast<std::size_t>(i * shape_.width + j)];
  }

  // The following throw Error (input) for a filter that was moved from.

  /// The filter with `n - 1` zeros between neighbouring weights: as many taps, which reach `n`
  /// times as far.
  ///
  ///     1 2            1 . 2
  ///     3 4   by 2:    . . .
  ///                    3 . 4
  /// \throws Error (input) unless `n` is at least 1 and the result is within `max_filter_side`
  [[nodiscard]] Filter dilated(std::int64_t n) const;
  template <class Real, Impl::IfReal<Real> = 0>
  Filter dilated(Real) const = delete;  ///< `n` is a whole number

  /// The filter turned by 180 degrees: a convolution with it is a correlation with this one, of
  /// which mode `same` keeps another part where a side is even.
  [[nodiscard]] Filter turned() const;

  /// The column and the row whose product is the filter, or nothing where there are none. A weight
  /// of the product is zero where the filter's is. The weights of the row have about the magnitude
  /// of the filter's; the column holds ratios. The products of whole numbers, and of multiples of a
  /// power of two, are exact.
  /// \param tolerance how much a weight of the product may differ, relative to the filter's
  [[nodiscard]] std::optional<Separated> separated(double tolerance = 1e-13) const;

 private:
  ImageShape shape_;
  std::vector<double> weights_;
};

namespace Impl {

/// \throws Error (input) for a filter that was moved from
void check_not_empty(const Filter& filter);

}  // namespace Impl

/// Largest side of the filters that are made below, and by Filter::dilated(): anything larger is
/// taken for a mistake.
constexpr std::int64_t max_filter_side = 16384;

/// The sum of two filters with a common centre. Heights have to be both odd or both even, and
/// widths too; the result is as high as the higher and as wide as the wider of the two.
/// \throws Error (input) for other shapes, as their centres are half a pixel apart
[[nodiscard]] Filter operator+(const Filter& a, const Filter& b);
/// The difference of two filters with a common centre, of shapes that may be added.
/// \throws Error (input) for other shapes
[[nodiscard]] Filter operator-(const Filter& a, const Filter& b);
/// The filter with every weight times a number.
[[nodiscard]] Filter operator*(double factor, const Filter& filter);
/// The filter with every weight times a number.
[[nodiscard]] Filter operator*(const Filter& filter, double factor);

/// The single weight 1, which changes nothing.
[[nodiscard]] Filter delta_filter();

/// The mean over a square of `size` x `size` pixels: every weight is `1 / size^2`.
/// \throws Error (input) unless `size` is from 1 to `max_filter_side`
[[nodiscard]] Filter box_filter(std::int64_t size);
template <class Real, Impl::IfReal<Real> = 0>
Filter box_filter(Real) = delete;  ///< `size` is a whole number

/// A Gaussian, `exp(-d^2 / (2 sigma^2))` at distance `d` from the centre, in a square of side
/// `2 radius + 1`, scaled to sum 1.
/// \param sigma  standard deviation in pixels, finite and above 0
/// \param radius in pixels; negative: `floor(4 sigma + 1/2)`, as `scipy.ndimage.gaussian_filter`
///               truncates
/// \throws Error (input) for any other sigma or a filter above `max_filter_side`
[[nodiscard]] Filter gaussian_filter(double sigma, std::int64_t radius = -1);
template <class Real, Impl::IfReal<Real> = 0>
Filter gaussian_filter(double, Real) = delete;  ///< `radius` is a whole number

/// A raised cosine, `(1 + cos(pi d / half_width)) / 2` at distance `d < half_width` from the centre
/// and 0 beyond, in the smallest square that holds it, scaled to sum 1. This is the kernel with
/// which ROICaT blurs the footprints of neurons.
/// \param half_width in pixels, finite and above 0
/// \throws Error (input) for any other half width or a filter above `max_filter_side`
[[nodiscard]] Filter cosine_filter(double half_width);

/// The mean over the pixels at a distance of at most `radius` from the centre.
/// \param radius in pixels, finite and at least 0
/// \throws Error (input) for any other radius or a filter above `max_filter_side`
[[nodiscard]] Filter disk_filter(double radius);

/// The mean over the pixels farther than `inner` from the centre, but not farther than `outer`:
/// what disk_filter(outer) has besides disk_filter(inner).
/// \param inner in pixels, at least 0
/// \param outer in pixels, finite, such that there are pixels between the two
/// \throws Error (input) for other radii or a filter above `max_filter_side`
[[nodiscard]] Filter ring_filter(double inner, double outer);

/// The Laplacian of a Gaussian, as `scipy.ndimage.gaussian_laplace` has it: with the Gaussian `g`
/// of one dimension, of sum 1 and cut off at `floor(4 sigma + 1/2)` pixels, and its second
/// derivative `g''(x) = (x^2 / sigma^4 - 1 / sigma^2) g(x)`, the weight is
/// `g''(y) g(x) + g(y) g''(x)`. It is negative in the centre.
/// \param sigma standard deviation in pixels, finite and above 0
/// \throws Error (input) for any other sigma or a filter above `max_filter_side`
[[nodiscard]] Filter laplacian_of_gaussian_filter(double sigma);

/// The difference of two Gaussians, `gaussian_filter(sigma) - gaussian_filter(other_sigma)`:
/// positive in the centre if the first is the narrower.
/// \throws Error (input) as gaussian_filter() does
[[nodiscard]] Filter difference_of_gaussians_filter(double sigma, double other_sigma);

/// What filter_from_string() takes, as `box:SIZE` and `gaussian:SIGMA[:RADIUS]`, for messages.
[[nodiscard]] std::vector<std::string> filter_forms();

/// The filter that a short text describes: `delta`, `box:SIZE`, `gaussian:SIGMA[:RADIUS]`,
/// `cosine:HALFWIDTH`, `disk:RADIUS`, `ring:INNER:OUTER`, `log:SIGMA` (the Laplacian of a Gaussian)
/// or `dog:SIGMA:SIGMA` (the difference of Gaussians).
/// \throws Error (input) if the text is none of these
[[nodiscard]] Filter filter_from_string(const std::string& text);

/// Whether `text` starts like a description for filter_from_string, rather than like a path.
[[nodiscard]] bool names_a_filter(const std::string& text);

}  // namespace SparseConv

#endif
