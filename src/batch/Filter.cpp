#include <SparseConv/Error.hpp>
#include <SparseConv/Filter.hpp>
#include <algorithm>
#include <charconv>
#include <cmath>
#include <numeric>
#include <utility>

namespace SparseConv {

Filter::Filter(ImageShape shape, std::vector<double> weights)
    : shape_(shape), weights_(std::move(weights)) {
  output_shape(shape, shape, Mode::same);  // throws for a shape that no filter can have
  SPARSECONV_THROW_IF(static_cast<std::int64_t>(weights_.size()) != shape.size(), input,
                      "a filter of " + to_string(shape) + " needs " + std::to_string(shape.size()) +
                          " weights, not " + std::to_string(weights_.size()));
}

namespace {

/// Largest side of the filters made here: what is beyond is a slip of the pen, not a filter.
constexpr std::int64_t max_side = 16384;

/// The filter of side `2 radius + 1` with weight `profile(distance)`, scaled to sum 1.
template <class Profile>
Filter radial_filter(std::int64_t radius, const Profile& profile) {
  const std::int64_t side = 2 * radius + 1;
  SPARSECONV_THROW_IF(side > max_side, input,
                      "a filter of side " + std::to_string(side) + " is too large: at most " +
                          std::to_string(max_side));
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
  SPARSECONV_THROW_IF(reach > static_cast<double>(max_side), input,
                      "a filter that reaches " + std::to_string(reach) +
                          " pixels far is too large: its side may be at most " +
                          std::to_string(max_side));
  return static_cast<std::int64_t>(reach);
}

std::vector<std::string> split(const std::string& text, char separator) {
  std::vector<std::string> parts{""};
  for (const char c : text) {
    if (c == separator)
      parts.emplace_back();
    else
      parts.back() += c;
  }
  return parts;
}

template <class Number>
Number parse_number(const std::string& text, const std::string& description) {
  Number number{};
  const char* last = text.data() + text.size();
  const auto [end, error] = std::from_chars(text.data(), last, number);
  SPARSECONV_THROW_IF(error != std::errc() || end != last, input,
                      "'" + text + "' in the filter '" + description + "' is not " +
                          (std::is_integral_v<Number> ? "a whole number" : "a number"));
  return number;
}

}  // namespace

Filter box_filter(std::int64_t size) {
  SPARSECONV_THROW_IF(size < 1 || size > max_side, input,
                      "the size of a box filter is " + std::to_string(size) +
                          ": it must be from 1 to " + std::to_string(max_side));
  const double weight = 1.0 / static_cast<double>(size * size);
  return Filter({size, size}, std::vector<double>(static_cast<std::size_t>(size * size), weight));
}

Filter gaussian_filter(double sigma, std::int64_t radius) {
  SPARSECONV_THROW_IF(
      !(sigma > 0) || !std::isfinite(sigma), input,
      "sigma of a gaussian filter is " + std::to_string(sigma) + ": it must be above 0");
  if (radius < 0) radius = checked_radius(std::floor(4 * sigma + 0.5));
  checked_radius(static_cast<double>(radius));
  return radial_filter(radius,
                       [sigma](double d) { return std::exp(-0.5 * (d / sigma) * (d / sigma)); });
}

Filter cosine_filter(double half_width) {
  SPARSECONV_THROW_IF(!(half_width > 0) || !std::isfinite(half_width), input,
                      "the half width of a cosine filter is " + std::to_string(half_width) +
                          ": it must be above 0");
  constexpr double pi = 3.14159265358979323846;
  return radial_filter(checked_radius(std::ceil(half_width) - 1), [half_width](double d) {
    return d < half_width ? 0.5 * (1 + std::cos(pi * d / half_width)) : 0.0;
  });
}

bool names_a_filter(const std::string& text) {
  const std::string kind = text.substr(0, text.find(':'));
  return text.find(':') != std::string::npos &&
         (kind == "box" || kind == "gaussian" || kind == "cosine");
}

Filter filter_from_string(const std::string& text) {
  const std::vector<std::string> parts = split(text, ':');
  const auto real = [&](std::size_t i) { return parse_number<double>(parts[i], text); };
  const auto whole = [&](std::size_t i) { return parse_number<std::int64_t>(parts[i], text); };
  if (parts[0] == "box" && parts.size() == 2) return box_filter(whole(1));
  if (parts[0] == "cosine" && parts.size() == 2) return cosine_filter(real(1));
  if (parts[0] == "gaussian" && parts.size() == 2) return gaussian_filter(real(1));
  if (parts[0] == "gaussian" && parts.size() == 3) {
    const std::int64_t radius = whole(2);
    SPARSECONV_THROW_IF(radius < 0, input, "the radius in the filter '" + text + "' is negative");
    return gaussian_filter(real(1), radius);
  }
  SPARSECONV_THROW(input, "there is no filter '" + text +
                              "': use box:SIZE, gaussian:SIGMA[:RADIUS] or cosine:HALFWIDTH");
}

}  // namespace SparseConv
