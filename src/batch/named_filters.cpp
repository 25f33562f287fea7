#include <SparseConv/Error.hpp>
#include <SparseConv/Filter.hpp>
#include <algorithm>
#include <cmath>
#include <number_to_string.hpp>
#include <numeric>
#include <utility>

namespace SparseConv {
namespace {

/// The side of a filter that reaches `radius` pixels far.
std::int64_t side_of(std::int64_t radius) {
  SPARSECONV_THROW_IF(radius > (max_filter_side - 1) / 2, input,
                      "a filter that reaches " + std::to_string(radius) +
                          " pixels far is too large: its side may be at most " +
                          std::to_string(max_filter_side));
  return 2 * radius + 1;
}

/// The filter of side `2 radius + 1` with weight `profile(distance)`, scaled to sum 1.
template <class Profile>
Filter radial_filter(std::int64_t radius, const Profile& profile) {
  const std::int64_t side = side_of(radius);
  std::vector<double> weights;
  weights.reserve(static_cast<std::size_t>(side * side));
  for (std::int64_t i = -radius; i <= radius; ++i)
    for (std::int64_t j = -radius; j <= radius; ++j)
      weights.push_back(profile(std::hypot(static_cast<double>(i), static_cast<double>(j))));
  const double sum = std::accumulate(weights.begin(), weights.end(), 0.0);
  for (double& weight : weights) weight /= sum;
  return Filter({side, side}, std::move(weights));
}

/// The radius of a filter that reaches `reach` pixels far, before it is known to be sensible.
std::int64_t checked_radius(double reach) {
  SPARSECONV_THROW_IF(reach > static_cast<double>(max_filter_side), input,
                      "a filter that reaches " + number_to_string(reach) +
                          " pixels far is too large: its side may be at most " +
                          std::to_string(max_filter_side));
  return static_cast<std::int64_t>(reach);
}

void check_sigma(const char* filter, double sigma) {
  SPARSECONV_THROW_IF(!(sigma > 0) || !std::isfinite(sigma), input,
                      "sigma of a " + std::string(filter) + " filter is " +
                          number_to_string(sigma) + ": it must be a finite number above 0");
}

/// Where SciPy cuts off a Gaussian.
std::int64_t radius_of(double sigma) { return checked_radius(std::floor(4 * sigma + 0.5)); }

/// A Gaussian of one dimension, from -radius to radius, of sum 1.
std::vector<double> gaussian(double sigma, std::int64_t radius) {
  std::vector<double> values;
  for (std::int64_t x = -radius; x <= radius; ++x) {
    const double d = static_cast<double>(x) / sigma;
    values.push_back(std::exp(-0.5 * d * d));
  }
  const double sum = std::accumulate(values.begin(), values.end(), 0.0);
  for (double& value : values) value /= sum;
  return values;
}

}  // namespace

Filter delta_filter() { return Filter({1, 1}, {1.0}); }

Filter box_filter(std::int64_t size) {
  SPARSECONV_THROW_IF(size < 1 || size > max_filter_side, input,
                      "the size of a box filter is " + std::to_string(size) +
                          ": it must be from 1 to " + std::to_string(max_filter_side));
  const double weight = 1.0 / static_cast<double>(size * size);
  return Filter({size, size}, std::vector<double>(static_cast<std::size_t>(size * size), weight));
}

Filter gaussian_filter(double sigma, std::int64_t radius) {
  check_sigma("gaussian", sigma);
  if (radius < 0) radius = radius_of(sigma);
  return radial_filter(radius,
                       [sigma](double d) { return std::exp(-0.5 * (d / sigma) * (d / sigma)); });
}

Filter cosine_filter(double half_width) {
  SPARSECONV_THROW_IF(!(half_width > 0) || !std::isfinite(half_width), input,
                      "the half width of a cosine filter is " + number_to_string(half_width) +
                          ": it must be a finite number above 0");
  constexpr double pi = 3.14159265358979323846;
  return radial_filter(checked_radius(std::ceil(half_width) - 1), [half_width](double d) {
    return d < half_width ? 0.5 * (1 + std::cos(pi * d / half_width)) : 0.0;
  });
}

Filter disk_filter(double radius) {
  SPARSECONV_THROW_IF(!(radius >= 0) || !std::isfinite(radius), input,
                      "the radius of a disk filter is " + number_to_string(radius) +
                          ": it must be finite and at least 0");
  return radial_filter(checked_radius(std::floor(radius)),
                       [radius](double d) { return d <= radius ? 1.0 : 0.0; });
}

Filter ring_filter(double inner, double outer) {
  SPARSECONV_THROW_IF(
      !(inner >= 0) || !(outer > inner) || !std::isfinite(outer), input,
      "the radii of a ring filter are " + number_to_string(inner) + " and " +
          number_to_string(outer) +
          ": the inner must be at least 0, and less than the outer, which must be finite");
  Filter ring = radial_filter(checked_radius(std::floor(outer)),
                              [=](double d) { return d > inner && d <= outer ? 1.0 : 0.0; });
  SPARSECONV_THROW_IF(!std::isfinite(ring.weights().front()), input,
                      "no pixel is farther than " + number_to_string(inner) +
                          " from the centre of a ring filter, and not farther than " +
                          number_to_string(outer));
  return ring;
}

Filter laplacian_of_gaussian_filter(double sigma) {
  check_sigma("laplacian of gaussian", sigma);
  const std::int64_t radius = radius_of(sigma), side = side_of(radius);
  const std::vector<double> values = gaussian(sigma, radius);
  std::vector<double> second = values;  // derivative
  for (std::int64_t x = -radius; x <= radius; ++x) {
    const double d = static_cast<double>(x) / sigma;
    second[static_cast<std::size_t>(x + radius)] *= (d * d - 1) / (sigma * sigma);
  }
  std::vector<double> weights;
  weights.reserve(static_cast<std::size_t>(side * side));
  for (std::size_t i = 0; i < values.size(); ++i)
    for (std::size_t j = 0; j < values.size(); ++j)
      weights.push_back(second[i] * values[j] + values[i] * second[j]);
  const bool all_finite = std::all_of(weights.begin(), weights.end(),
                                      [](double weight) { return std::isfinite(weight); });
  SPARSECONV_THROW_IF(!all_finite, input,
                      "the weights of this filter are too large: take a larger sigma");
  return Filter({side, side}, std::move(weights));
}

Filter difference_of_gaussians_filter(double sigma, double other_sigma) {
  return gaussian_filter(sigma) - gaussian_filter(other_sigma);
}

}  // namespace SparseConv
