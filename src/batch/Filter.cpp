#include <SparseConv/Error.hpp>
#include <SparseConv/Filter.hpp>
#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <rows/check_shape.hpp>
#include <utility>

namespace SparseConv {

Filter::Filter(ImageShape shape, std::vector<double> weights)
    : shape_(shape), weights_(std::move(weights)) {
  Impl::check_extents("a filter", shape);
  SPARSECONV_THROW_IF(static_cast<std::int64_t>(weights_.size()) != shape.size(), input,
                      "a filter of " + to_string(shape) + " needs " + std::to_string(shape.size()) +
                          " weights, not " + std::to_string(weights_.size()));
}

void Impl::check_not_empty(const Filter& filter) {
  SPARSECONV_THROW_IF(filter.weights().empty(), input, "the filter is empty: it was moved from");
}

namespace {

std::size_t index(ImageShape shape, std::int64_t i, std::int64_t j) {
  return static_cast<std::size_t>(i * shape.width + j);
}

std::vector<double> zeros(ImageShape shape) {
  return std::vector<double>(static_cast<std::size_t>(shape.size()), 0.0);
}

/// The shape of a sum.
ImageShape common_shape(ImageShape a, ImageShape b) {
  SPARSECONV_THROW_IF((a.height - b.height) % 2 != 0 || (a.width - b.width) % 2 != 0, input,
                      "filters of " + to_string(a) + " and " + to_string(b) +
                          " have no common centre: heights must be both odd or both even, and "
                          "widths too");
  return {std::max(a.height, b.height), std::max(a.width, b.width)};
}

/// Adds a filter times a number to the weights of one that is at least as large.
void add_centred(std::vector<double>& weights, ImageShape shape, const Filter& filter,
                 double factor) {
  const std::int64_t down = (shape.height - filter.shape().height) / 2;
  const std::int64_t across = (shape.width - filter.shape().width) / 2;
  for (std::int64_t i = 0; i < filter.shape().height; ++i)
    for (std::int64_t j = 0; j < filter.shape().width; ++j)
      weights[index(shape, i + down, j + across)] += factor * filter(i, j);
}

Filter sum(const Filter& a, const Filter& b, double factor) {
  Impl::check_not_empty(a);
  Impl::check_not_empty(b);
  const ImageShape shape = common_shape(a.shape(), b.shape());
  std::vector<double> weights = zeros(shape);
  add_centred(weights, shape, a, 1);
  add_centred(weights, shape, b, factor);
  return Filter(shape, std::move(weights));
}

/// Whether every weight is that of the product.
bool is_product(const Filter& filter, const Filter::Separated& parts, double tolerance) {
  for (std::int64_t i = 0; i < filter.shape().height; ++i)
    for (std::int64_t j = 0; j < filter.shape().width; ++j) {
      const double product =
          parts.column[static_cast<std::size_t>(i)] * parts.row[static_cast<std::size_t>(j)];
      if (!(std::abs(filter(i, j) - product) <= tolerance * std::abs(filter(i, j)))) return false;
    }
  return true;
}

/// The odd part of the greatest common divisor of the numbers, each counted in the last bit of
/// `largest`. 1 if one of them is no multiple of that bit.
double odd_divisor(const std::vector<double>& numbers, double largest) {
  int exponent = 0;
  std::frexp(largest, &exponent);
  std::int64_t divisor = 0;
  for (const double number : numbers) {
    const double count = std::ldexp(number, std::numeric_limits<double>::digits - exponent);
    if (!(std::abs(count) <= 0x1p53) || count != std::trunc(count)) return 1;
    divisor = std::gcd(divisor, static_cast<std::int64_t>(count));
  }
  while (divisor % 2 == 0) divisor /= 2;
  return static_cast<double>(divisor);
}

}  // namespace

Filter Filter::dilated(std::int64_t n) const {
  Impl::check_not_empty(*this);
  const std::int64_t side = std::max(shape_.height, shape_.width);
  SPARSECONV_THROW_IF(n < 1 || (n > 1 && side > 1 && n > (max_filter_side - 1) / (side - 1)), input,
                      "a filter of " + to_string(shape_) + " cannot be dilated by " +
                          std::to_string(n) +
                          ": that must be at least 1, and the result within a side of " +
                          std::to_string(max_filter_side));
  const ImageShape shape{(shape_.height - 1) * n + 1, (shape_.width - 1) * n + 1};
  std::vector<double> weights = zeros(shape);
  for (std::int64_t i = 0; i < shape_.height; ++i)
    for (std::int64_t j = 0; j < shape_.width; ++j)
      weights[index(shape, i * n, j * n)] = (*this)(i, j);
  return Filter(shape, std::move(weights));
}

Filter Filter::turned() const {
  return Filter(shape_, std::vector<double>(weights_.rbegin(), weights_.rend()));
}

std::optional<Filter::Separated> Filter::separated(double tolerance) const {
  Impl::check_not_empty(*this);
  const auto smaller = [](double a, double b) { return std::abs(a) < std::abs(b); };
  const auto largest = std::max_element(weights_.begin(), weights_.end(), smaller);
  if (*largest == 0) return {};
  const std::int64_t row = (largest - weights_.begin()) / shape_.width;
  const std::int64_t column = (largest - weights_.begin()) % shape_.width;
  Separated parts;
  for (std::int64_t j = 0; j < shape_.width; ++j) parts.row.push_back((*this)(row, j));
  const double divisor = odd_divisor(parts.row, *largest);
  // Times a power of two, which rounds nothing, the row is about as large as the filter: products
  // with small values are no smaller than those with the filter.
  const double scale = std::ldexp(divisor, -std::ilogb(divisor));
  for (double& weight : parts.row) weight /= scale;
  for (std::int64_t i = 0; i < shape_.height; ++i)
    parts.column.push_back((*this)(i, column) / parts.row[static_cast<std::size_t>(column)]);
  if (!is_product(*this, parts, tolerance)) return {};
  return parts;
}

Filter operator+(const Filter& a, const Filter& b) { return sum(a, b, 1); }
Filter operator-(const Filter& a, const Filter& b) { return sum(a, b, -1); }

Filter operator*(double factor, const Filter& filter) {
  std::vector<double> weights = filter.weights();
  for (double& weight : weights) weight *= factor;
  return Filter(filter.shape(), std::move(weights));
}
Filter operator*(const Filter& filter, double factor) { return factor * filter; }

}  // namespace SparseConv
