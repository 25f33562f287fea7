#ifndef SPARSECONV_METHODS_DIRECT_FACTORS_HPP
#define SPARSECONV_METHODS_DIRECT_FACTORS_HPP

#include <cmath>
#include <limits>
#include <methods/Taps.hpp>

/// \file
/// Filters that are a column times a row, such as a Gaussian. Their sums take two passes, with
/// height + width products for a pixel instead of height x width:
///
///     1 2 1   1              first: each row of the image with the row of the filter
///     2 4 2 = 2 * (1 2 1)    then: the rows of these sums with the column of the filter
///     1 2 1   1
///
/// Two passes round in other places than a pass with all taps does. So that a pixel has the same
/// value whatever lies around it, the filter alone decides whether there are two passes.

namespace SparseConv::Impl {

/// The column and the row whose product a filter is, over the rows and columns of Taps::reach; both
/// are empty if a single pass is used. No weight is zero.
template <class Scalar, class ExecutionSpace>
struct Factors {
  Kokkos::View<Scalar*, ExecutionSpace> column;
  Kokkos::View<Scalar*, ExecutionSpace> row;  ///< with `padding` zeros to its right

  static constexpr std::int64_t padding = 2 * run_padding;  ///< a vector of any processor

  KOKKOS_INLINE_FUNCTION bool exist() const { return column.extent(0) > 0; }
  KOKKOS_INLINE_FUNCTION std::int64_t row_length() const { return row.extent(0) - padding; }
};

/// Whether the taps fill their rectangle, and are so many that two passes take less time.
template <class AnyTaps>
bool is_worth_two_passes(const AnyTaps& taps) {
  constexpr std::int64_t fewest_taps = 81;
  const std::int64_t height = taps.reach.height();
  const std::int64_t width = taps.reach.width();
  return taps.finite && taps.n_taps == height * width && taps.n_taps >= fewest_taps && height > 2 &&
         width > 2;
}

/// The factors of a filter, after its weights are rounded to Scalar, or none if it has none or if
/// they do not pay.
template <class Scalar, class ExecutionSpace>
Factors<Scalar, ExecutionSpace> make_factors(const ExecutionSpace& space, const Filter& filter,
                                             const Geometry& geometry,
                                             const Taps<Scalar, ExecutionSpace>& taps) {
  constexpr double rounding = std::max(1e-13, 8.0 * std::numeric_limits<Scalar>::epsilon());
  if (!is_worth_two_passes(taps)) return {};
  std::vector<double> weights;
  for (const double weight : filter.weights()) weights.push_back(static_cast<Scalar>(weight));
  const auto parts = Filter(filter.shape(), weights).separated(rounding);
  if (!parts) return {};
  const auto part = [](const std::vector<double>& whole, std::int64_t first, std::int64_t last) {
    return std::vector<Scalar>(whole.begin() + first, whole.begin() + last + 1);
  };
  const Reach& reach = taps.reach;
  const std::vector<Scalar> column = part(parts->column, reach.first_row + geometry.row_origin,
                                          reach.last_row + geometry.row_origin);
  std::vector<Scalar> row = part(parts->row, reach.first_column + geometry.column_origin,
                                 reach.last_column + geometry.column_origin);
  const auto lacks_digits = [](Scalar weight) {  // or is rounded to zero
    return std::abs(weight) < std::numeric_limits<Scalar>::min();
  };
  if (std::any_of(column.begin(), column.end(), lacks_digits)) return {};
  if (std::any_of(row.begin(), row.end(), lacks_digits)) return {};
  row.resize(row.size() + Factors<Scalar, ExecutionSpace>::padding);
  return {copy_to_space(space, "SparseConv::direct::column", column),
          copy_to_space(space, "SparseConv::direct::row", row)};
}

}  // namespace SparseConv::Impl

#endif
