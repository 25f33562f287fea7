#ifndef SPARSECONV_CLI_SHARDS_SHARD_HPP
#define SPARSECONV_CLI_SHARDS_SHARD_HPP

#include <SparseConv/io/BatchWriter.hpp>
#include <cstdint>
#include <string>
#include <vector>

namespace SparseConv::cli {

/// Rows `first` to `last - 1` of the images of an input, numbered as if these stood one below the
/// other: row y of image i is row `i * height + y`. A range may begin and end inside an image: a
/// large one is divided between ranks and between shards.
struct Range {
  std::int64_t first = 0;
  std::int64_t last = 0;
};

/// A finished file with what has become of consecutive rows. It holds an image for each that has
/// one of these rows.
struct Shard {
  Range rows;
  std::int64_t nnz = 0;
  io::WrittenFile file;
};

/// In the order of their rows.
using Shards = std::vector<Shard>;

/// The lines of a manifest that tell of shards.
std::string to_lines(const Shards& shards);

/// The shards that lines of manifests tell of. What is no such line is passed over: the last
/// one may have been cut off.
Shards shards_from_lines(const std::string& lines);

/// Puts shards in order, and drops those with rows that another one has, and those without any: a
/// run that is ended just when it begins a shard leaves such a one.
void sort_out(Shards& shards);

/// The rows among `n_rows` that no shard has.
std::vector<Range> missing_rows(const Shards& shards, std::int64_t n_rows);

}  // namespace SparseConv::cli

#endif
