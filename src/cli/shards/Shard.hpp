#ifndef SPARSECONV_CLI_SHARDS_SHARD_HPP
#define SPARSECONV_CLI_SHARDS_SHARD_HPP

#include <SparseConv/io/BatchWriter.hpp>
#include <cstdint>
#include <string>
#include <vector>

namespace SparseConv::cli {

/// Images `first` to `last - 1`.
struct Range {
  std::int64_t first = 0;
  std::int64_t last = 0;
};

/// A finished file with consecutive images of a result.
struct Shard {
  Range images;
  std::int64_t nnz = 0;
  io::WrittenFile file;
};

/// In the order of their images.
using Shards = std::vector<Shard>;

/// A line of a manifest, without its end.
std::string to_line(const Shard& shard);

/// The shards that the lines of a manifest tell of. What is no such line is passed over: the last
/// one may have been cut off.
Shards shards_from_lines(const std::string& lines);

/// Puts shards in order, and drops those with images that another one has, and those without any: a
/// run that is ended just when it begins a shard leaves such a one.
void sort_out(Shards& shards);

/// The images among `n_images` that no shard has.
std::vector<Range> missing_images(const Shards& shards, std::int64_t n_images);

}  // namespace SparseConv::cli

#endif
