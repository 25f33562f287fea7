#ifndef SPARSECONV_JOB_SHARDS_SHARD_HPP
#define SPARSECONV_JOB_SHARDS_SHARD_HPP

#include <SparseConv/io/Checksum.hpp>
#include <cstdint>
#include <rows/RowRange.hpp>
#include <vector>

namespace SparseConv::job {

using rows::RowRange;

/// The results of one filter in a file that is finished.
struct WrittenBatch {
  std::int64_t nnz = 0;
  io::Checksum checksum;
};

/// A finished file with the results of consecutive rows of the input. It holds a batch for each
/// filter, and in that an image for each image that has one of these rows.
struct Shard {
  RowRange rows;
  std::int64_t bytes = 0;  ///< size of the file
  std::vector<WrittenBatch> batches;

  std::int64_t nnz() const;  ///< of all batches
};

/// In the order of their rows.
using Shards = std::vector<Shard>;

/// Puts shards in order, and drops every shard without rows or with rows that another shard has. A
/// run that is killed while it makes one manifest of all leaves shards that are in two of them.
void sort_out(Shards& shards);

/// The rows among `n_rows` that no shard has.
std::vector<RowRange> missing_rows(const Shards& shards, std::int64_t n_rows);

}  // namespace SparseConv::job

#endif
