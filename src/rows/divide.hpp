#ifndef SPARSECONV_ROWS_DIVIDE_HPP
#define SPARSECONV_ROWS_DIVIDE_HPP

#include <cstdint>
#include <rows/RowRange.hpp>
#include <vector>

/// \file
/// Divides consecutive items (images, or rows of images) into parts of nearly equal work.

namespace SparseConv::rows {

/// Part `p` has items `boundaries[p]` to `boundaries[p + 1] - 1`. A part may be empty.
using Boundaries = std::vector<std::int64_t>;

/// Divides items into `n_parts` parts. An item goes to the part whose equal share of the work
/// contains the middle of the item, so that no part differs from an equal share by more than the
/// work of the largest item:
///
///     equal shares  |        0        |        1        |        2        |
///     items         |  a  |    b    |    c    | d |           e           |
///     parts         |       0       |      1      |           2           |
///
/// \param work    the work of each item, at least 0; the sum is at most 2^63 - 1
/// \param n_parts at least 1
/// \return `n_parts + 1` boundaries, from 0 to the number of items
/// \throws Error (input) if `work` or `n_parts` is out of its range
Boundaries divide(const std::vector<std::int64_t>& work, int n_parts);

/// The same where each rank knows only its own items, which are consecutive.
/// \param work   the work of each own item
/// \param before the work of all items before the own items
/// \param total  the work of all items of all ranks
/// \return how many of the own items lie before each boundary. The sums over all ranks are the
///         boundaries among all items.
Boundaries divide(const std::vector<std::int64_t>& work, std::int64_t before, std::int64_t total,
                  int n_parts);

/// Converts boundaries among items, as divide() returns them, to boundaries among rows. An item is
/// a group of consecutive rows.
/// \param items      how many of the items lie before each boundary
/// \param first_rows the first row of each item
/// \param rows       the rows of all the items
/// \return how many of the rows lie before each boundary
std::vector<std::int64_t> rows_before(const std::vector<std::int64_t>& items,
                                      const std::vector<std::int64_t>& first_rows, RowRange rows);

/// The sum of the work of all items.
/// \throws Error (input) if the work of an item is negative, or if the sum is above 2^63 - 1
std::int64_t sum_of_work(const std::vector<std::int64_t>& work);

/// The share that one of `n_parts` parts has in `total`, rounded up.
std::int64_t equal_share(std::int64_t total, int n_parts);

}  // namespace SparseConv::rows

#endif
