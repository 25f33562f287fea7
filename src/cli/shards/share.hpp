#ifndef SPARSECONV_CLI_SHARDS_SHARE_HPP
#define SPARSECONV_CLI_SHARDS_SHARE_HPP

#include <vector>

#include "../convolution.hpp"
#include "Shard.hpp"

namespace SparseConv::cli {

/// What a rank has to do.
struct Share {
  std::vector<Range> rows;           ///< of the input, in order
  std::vector<std::int64_t> sorted;  ///< images that it shares with others, as far as they were
                                     ///< found to be sorted
};

/// Divides rows of the input among the ranks, such that all have nearly the same work; collective.
/// Images stay whole, unless one is more work than an equal share.
/// \param ranges the rows, in order
/// \param output shape of the results
/// \return that of this rank, which lies between those of the ranks below and above
Share share_of_rank(const Convolution& convolution, const std::vector<Range>& ranges,
                    ImageShape output, const Ranks& ranks);

/// Number of images that end in ranges, and of stored entries; these are estimated where an image
/// is divided.
std::int64_t count_images(const Convolution& convolution, const std::vector<Range>& ranges);
std::int64_t count_entries(const Convolution& convolution, const std::vector<Range>& ranges);

}  // namespace SparseConv::cli

#endif
