#ifndef SPARSECONV_ROWS_WORK_HPP
#define SPARSECONV_ROWS_WORK_HPP

#include <cstdint>
#include <vector>

/// \file
/// The work of a convolution, estimated from patterns, in units that take about equal time.

namespace SparseConv::rows {

/// The most pixels that the result of an image can store: one for each pair of an entry and a tap,
/// but no more than the result has pixels.
std::int64_t most_results(std::int64_t n_entries, std::int64_t n_taps, std::int64_t output_pixels);

/// The work of an image: a unit for each pair of an entry and a tap, one for each pixel that the
/// result may store, and one for the image. The number is cut off far below 2^63, so that the
/// work of many images can be added up.
std::int64_t work_of_image(std::int64_t n_entries, std::int64_t n_taps, std::int64_t output_pixels);

/// `whole * part / all` for `part <= all`, rounded. The product itself may not fit 64 bits.
std::int64_t proportion(std::int64_t whole, std::int64_t part, std::int64_t all);

/// The work of each row of an image, in proportion to the row's entries.
/// \param work            the work of the image
/// \param entries_of_rows the number of entries of each row
std::vector<std::int64_t> work_of_rows(std::int64_t work,
                                       const std::vector<std::int64_t>& entries_of_rows);

}  // namespace SparseConv::rows

#endif
