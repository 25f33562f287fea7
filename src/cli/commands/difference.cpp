#include "commands/difference.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace SparseConv::cli {
namespace {

/// The difference of two values: none if both are the same infinity, or no numbers.
double distance(double a, double b) {
  if (a == b || (std::isnan(a) && std::isnan(b))) return 0;
  const double difference = std::abs(a - b);
  return std::isnan(difference) ? std::numeric_limits<double>::infinity() : difference;
}

double finite_size(double value) { return std::isfinite(value) ? std::abs(value) : 0; }

}  // namespace

void Difference::add(const Images& a, const Images& b) {
  for (std::int64_t row = 0; row < a.numRows(); ++row, ++n_images_) add_image(a, b, row);
}

/// Goes through the sorted entries of both images side by side.
void Difference::add_image(const Images& a, const Images& b, std::int64_t row) {
  std::int64_t i = a.graph.row_map(row), j = b.graph.row_map(row);
  const std::int64_t end_a = a.graph.row_map(row + 1), end_b = b.graph.row_map(row + 1);
  constexpr std::int64_t beyond = std::numeric_limits<std::int64_t>::max();
  while (i < end_a || j < end_b) {
    const std::int64_t column_a = i < end_a ? a.graph.entries(i) : beyond;
    const std::int64_t column_b = j < end_b ? b.graph.entries(j) : beyond;
    const bool has_a = column_a <= column_b, has_b = column_b <= column_a;
    ++(has_a && has_b ? in_both : has_a ? only_a : only_b);
    add_pixel(std::min(column_a, column_b), has_a ? a.values(i) : 0, has_b ? b.values(j) : 0);
    i += has_a ? 1 : 0;
    j += has_b ? 1 : 0;
  }
}

void Difference::add_pixel(std::int64_t pixel, double a, double b) {
  largest_value = std::max({largest_value, finite_size(a), finite_size(b)});
  const double difference = distance(a, b);
  if (difference > 0) ++differing;
  if (difference <= largest) return;
  largest = difference;
  place = {n_images_, pixel, a, b};
}

}  // namespace SparseConv::cli
