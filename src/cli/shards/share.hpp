#ifndef SPARSECONV_CLI_SHARDS_SHARE_HPP
#define SPARSECONV_CLI_SHARDS_SHARE_HPP

#include <SparseConv/io/BatchReader.hpp>
#include <vector>

#include "../input.hpp"
#include "../ranks.hpp"
#include "Shard.hpp"

namespace SparseConv::cli {

/// Divides images of a batch among the ranks, such that all have nearly the same work; collective.
/// \param ranges the images, in order
/// \param work   that an image is, by its stored entries
/// \return those of this rank, which lie between those of the ranks below and above
std::vector<Range> share_of_rank(const io::BatchReader& input, const std::vector<Range>& ranges,
                                 const ImageCost& work, const Ranks& ranks);

/// Number of images in ranges, and of their stored entries.
std::int64_t count_images(const std::vector<Range>& ranges);
std::int64_t count_entries(const io::BatchReader& input, const std::vector<Range>& ranges);

}  // namespace SparseConv::cli

#endif
