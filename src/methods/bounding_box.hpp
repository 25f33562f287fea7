#ifndef SPARSECONV_METHODS_BOUNDING_BOX_HPP
#define SPARSECONV_METHODS_BOUNDING_BOX_HPP

#include <methods/Taps.hpp>
#include <methods/columns.hpp>

/// \file
/// The rectangle of the result that some entries of an image reach:
///
///        image            result: the box of the entries, widened by the
///     . . . . . .         reach of the filter and clipped to the result
///     . x . . . .            o o o o . .
///     . . . x . .     ->     o o o o o .
///     . . . . . .            o o o o o .

namespace SparseConv::Impl {

/// The part of `bounds`, a rectangle of the result, that the sorted entries k in [first, last) of
/// an image reach, at least one: the bounding box of the entries, widened by the reach of the
/// filter and clipped.
template <class Entries>
KOKKOS_INLINE_FUNCTION Rectangle bounding_box(const Entries& entries, const PixelGrid& grid,
                                              const Reach& reach, const Rectangle& bounds,
                                              std::int64_t first, std::int64_t last,
                                              const Columns& columns) {
  if (reach.last_row < reach.first_row) return {};
  const std::int64_t top = grid.split(entries(first)).row;
  const std::int64_t bottom = grid.split(entries(last - 1)).row;
  Rectangle box;
  box.row = Kokkos::max(bounds.row, top + reach.first_row);
  box.column = Kokkos::max(bounds.column, columns.first + reach.first_column);
  box.height = Kokkos::min(bounds.row + bounds.height, bottom + reach.last_row + 1) - box.row;
  box.width = Kokkos::min(bounds.column + bounds.width, columns.second + reach.last_column + 1) -
              box.column;
  if (box.height <= 0 || box.width <= 0) return {};
  return box;
}

}  // namespace SparseConv::Impl

#endif
