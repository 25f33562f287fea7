#ifndef SPARSECONV_ROWS_WORK_HPP
#define SPARSECONV_ROWS_WORK_HPP

#include <cstdint>
#include <vector>

/// \file
/// What convolving takes, in steps of about equal time, as far as the pattern tells.

namespace SparseConv::rows {

/// The most pixels that an image can store in its result: one for each pair of an entry and a tap,
/// but not more than the result has.
std::int64_t most_results(std::int64_t n_entries, std::int64_t n_taps, std::int64_t output_pixels);

/// The work of an image: a step for each pair of an entry and a tap, one for each pixel that may be
/// stored, and one for the image. It is cut off far below 2^63, so that the work of many images can
/// be added up.
std::int64_t work_of_image(std::int64_t n_entries, std::int64_t n_taps, std::int64_t output_pixels);

/// `whole * part / all` for `part <= all`, rounded, where the product may not fit 64 bits.
std::int64_t proportion(std::int64_t whole, std::int64_t part, std::int64_t all);

/// The work of each row of an image, in proportion to the row's entries.
/// \param work of the image
std::vector<std::int64_t> work_of_rows(std::int64_t work,
                                       const std::vector<std::int64_t>& entries_of_rows);

}  // namespace SparseConv::rows

#endif
