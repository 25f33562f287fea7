#ifndef SPARSECONV_JOB_SHARE_HPP
#define SPARSECONV_JOB_SHARE_HPP

#include <job/OpenJob.hpp>
#include <job/pieces.hpp>
#include <rows/RowRange.hpp>
#include <vector>

namespace SparseConv::job {

using rows::RowRange;

/// The rows that a rank convolves.
struct Share {
  std::vector<RowRange> rows;          ///< of the input, in order
  std::vector<std::int64_t> in_order;  ///< images that it shares with other ranks, as far as they
                                       ///< were found to be in order (see ImageRows)
  RowRange all;  ///< the rows between the ranks below and above, `rows` among them
};

/// Divides rows of the input among the ranks such that all have nearly the same work; collective.
/// Images stay whole, unless one is more work than an equal share.
/// \param ranges the rows, in order
/// \return the share of this rank, which lies between the shares of the ranks below and above
Share share_of_rank(const OpenJob& job, const std::vector<RowRange>& ranges, const Ranks& ranks,
                    const Stop& stop);

/// The numbers of images that end in ranges, and of stored entries. Entries are estimated where an
/// image is divided.
std::int64_t count_images(const OpenJob& job, const std::vector<RowRange>& ranges);
std::int64_t count_entries(const OpenJob& job, const std::vector<RowRange>& ranges);

}  // namespace SparseConv::job

#endif
