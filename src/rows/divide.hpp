#ifndef SPARSECONV_ROWS_DIVIDE_HPP
#define SPARSECONV_ROWS_DIVIDE_HPP

#include <cstdint>
#include <rows/RowRange.hpp>
#include <vector>

/// \file
/// Dividing consecutive items, images or rows of images, into parts of nearly equal work.

namespace SparseConv::rows {

/// Part `p` has items `boundaries[p]` to `boundaries[p + 1] - 1`, and may have none.
using Boundaries = std::vector<std::int64_t>;

/// Divides items into `n_parts` parts. An item goes to the part in whose share of the work the
/// middle of the item lies. So no part is further from an equal share than the largest item is
/// large.
/// \param work of each item, at least 0; together at most 2^63 - 1
/// \return `n_parts + 1` boundaries, from 0 to the number of items
/// \throws Error (input) for other numbers
Boundaries divide(const std::vector<std::int64_t>& work, int n_parts);

/// The same for items that follow on the items of others.
/// \param before work of the items before these
/// \param total  work of all items
/// \return how many of these items lie before each boundary. The sums over all who have items are
///         the boundaries among all items.
Boundaries divide(const std::vector<std::int64_t>& work, std::int64_t before, std::int64_t total,
                  int n_parts);

/// Turns numbers of items before boundaries, as divide() gives them, into numbers of rows.
/// \param items      how many of these items lie before each boundary
/// \param first_rows the row with which each item, a group of consecutive rows, begins
/// \param rows       the rows of all these items
/// \return how many of the rows lie before each boundary
std::vector<std::int64_t> rows_before(const std::vector<std::int64_t>& items,
                                      const std::vector<std::int64_t>& first_rows, RowRange rows);

/// The sum of the work of all items. \throws Error (input) if an item has less than 0, or if the
/// sum is above 2^63 - 1
std::int64_t sum_of_work(const std::vector<std::int64_t>& work);

/// What one of `n_parts` gets of `total`, rounded up.
std::int64_t equal_share(std::int64_t total, int n_parts);

}  // namespace SparseConv::rows

#endif
