#ifndef SPARSECONV_CLI_SHARDS_SHARE_HPP
#define SPARSECONV_CLI_SHARDS_SHARE_HPP

#include <vector>

#include "../convolution.hpp"
#include "Shard.hpp"

namespace SparseConv::cli {

/// Divides rows of the input among the ranks, such that all have nearly the same work; collective.
/// Images stay whole, unless one is more work than an equal share.
/// \param ranges the rows, in order
/// \param output shape of the results
/// \return those of this rank, which lie between those of the ranks below and above
std::vector<Range> share_of_rank(const Convolution& convolution, const std::vector<Range>& ranges,
                                 ImageShape output, const Ranks& ranks);

/// Number of images that end in ranges, and of stored entries; these are estimated where an image
/// is divided.
std::int64_t count_images(const Convolution& convolution, const std::vector<Range>& ranges);
std::int64_t count_entries(const Convolution& convolution, const std::vector<Range>& ranges);

}  // namespace SparseConv::cli

#endif
