#ifndef SPARSECONV_ROWS_HALO_HPP
#define SPARSECONV_ROWS_HALO_HPP

#include <algorithm>
#include <rows/RowRange.hpp>
#include <rows/Stages.hpp>

/// \file
/// Who makes which rows of a result where the rows of an image are divided, and which rows of the
/// image that takes.
///
///     image                       result
///
///     rows of the rank above      rows of the rank above
///       the last h - 1: the halo
///     --- y -------------------   --- y - row_origin ------
///     rows of this rank           rows of this rank
///
/// Row `y` of the image reaches the `h = filter.height` rows of the result from `y - row_origin`
/// on. A rank whose rows begin with `y` makes the result from that row down to where the result of
/// the next rank begins. It needs its own rows and the `h - 1` rows above them, and no row below.
///
/// Where an image goes on beyond its edges, results near an edge need rows in other places, too:
/// with the boundary `wrap` those at the other end.

namespace SparseConv::rows {

using Impl::Geometry;
using Impl::Stages;

/// The first row of an image's result that a rank makes whose rows of the image begin with `y`. A
/// rank with the first row of an image makes the first row of its result, and the rank with the
/// last row makes all that follow, at least one.
inline std::int64_t first_row_of_result(std::int64_t y, const Geometry& geometry) {
  if (y == 0) return 0;
  return std::clamp<std::int64_t>(y - geometry.row_origin, 0, geometry.output.height - 1);
}

/// The first row of the results that row `row` of a batch and the rows after it make. Where the
/// rows of a batch are divided, the rows of the results are divided at this row.
inline std::int64_t first_output_row(std::int64_t row, const Geometry& geometry) {
  const std::int64_t height = geometry.image.height;
  return row / height * geometry.output.height + first_row_of_result(row % height, geometry);
}

/// The rows of the results that a range makes; a range may make none.
inline RowRange output_rows(RowRange range, const Geometry& geometry) {
  return {first_output_row(range.first, geometry), first_output_row(range.last, geometry)};
}

/// The rows of an image from which rows `made` of its result are reached, both counted from the top
/// of the image: ranges in ascending order.
std::vector<RowRange> needed_rows(RowRange made, const Stages& stages);

/// The rows that have to be known for the results of a range, in ascending order: the range itself
/// and, of images that it has only a part of, the rows that the results of that part need.
std::vector<RowRange> known_rows(RowRange range, const Stages& stages);

}  // namespace SparseConv::rows

#endif
