#ifndef SPARSECONV_METHODS_BOUNDING_BOX_HPP
#define SPARSECONV_METHODS_BOUNDING_BOX_HPP

#include <batch/simd.hpp>
#include <methods/Taps.hpp>

/// \file
/// The rectangle of the result that some entries of an image reach:
///
///        image            result: the box of the entries, widened by the
///     . . . . . .         reach of the filter and clipped to the result
///     . x . . . .            o o o o . .
///     . . . x . .     ->     o o o o o .
///     . . . . . .            o o o o o .

namespace SparseConv::Impl {

/// The first and the last column of some entries.
using Columns = Kokkos::pair<std::int64_t, std::int64_t>;

/// The columns of the entries k in [first, last), found with numbers half as wide. Pixel `begin` is
/// the first of a row, and all the entries are less than `PixelGrid::small` pixels after it.
template <class Entries>
KOKKOS_INLINE_FUNCTION Columns find_columns_from(std::int64_t begin, const Entries& entries,
                                                 const PixelGrid& grid, std::int64_t first,
                                                 std::int64_t last) {
  const auto* const pixels = entries.data() + first;
  const auto n = static_cast<std::int32_t>(last - first);
  const auto width = static_cast<std::int32_t>(grid.width);
  const auto start = static_cast<typename Entries::non_const_value_type>(begin);
  const double inverse_width = grid.inverse_width;
  std::int32_t left = width, right = 0;
  SPARSECONV_SIMD(reduction(min : left) reduction(max : right))
  for (std::int32_t i = 0; i < n; ++i) {
    const auto pixel = static_cast<std::int32_t>(pixels[i] - start);
    const std::int32_t column = pixel - PixelGrid::row_of_small(pixel, inverse_width) * width;
    left = Kokkos::min(left, column);
    right = Kokkos::max(right, column);
  }
  return {left, right};
}

/// The columns of the entries k in [first, last).
template <class Entries>
KOKKOS_INLINE_FUNCTION Columns find_columns(const Entries& entries, const PixelGrid& grid,
                                            std::int64_t first, std::int64_t last) {
  const std::int64_t begin = grid.split(entries(first)).row * grid.width;
  if (entries(last - 1) - begin < PixelGrid::small)
    return find_columns_from(begin, entries, grid, first, last);
  std::int64_t left = grid.width, right = 0;
  for (std::int64_t k = first; k < last; ++k) {
    const std::int64_t column = grid.split(entries(k)).column;
    left = Kokkos::min(left, column);
    right = Kokkos::max(right, column);
  }
  return {left, right};
}

/// The rectangle of a result of shape `output` that the sorted entries k in [first, last) of an
/// image reach, at least one: the bounding box of the entries, widened by the reach of the filter
/// and clipped to the result.
template <class Entries>
KOKKOS_INLINE_FUNCTION Rectangle bounding_box(const Entries& entries, const PixelGrid& grid,
                                              const Reach& reach, ImageShape output,
                                              std::int64_t first, std::int64_t last,
                                              const Columns& columns) {
  if (reach.last_row < reach.first_row) return {};
  const std::int64_t top = grid.split(entries(first)).row;
  const std::int64_t bottom = grid.split(entries(last - 1)).row;
  Rectangle box;
  box.row = Kokkos::max<std::int64_t>(0, top + reach.first_row);
  box.column = Kokkos::max<std::int64_t>(0, columns.first + reach.first_column);
  box.height = Kokkos::min(output.height, bottom + reach.last_row + 1) - box.row;
  box.width = Kokkos::min(output.width, columns.second + reach.last_column + 1) - box.column;
  if (box.height <= 0 || box.width <= 0) return {};
  return box;
}

}  // namespace SparseConv::Impl

#endif
