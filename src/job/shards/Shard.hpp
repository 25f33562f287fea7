#ifndef SPARSECONV_JOB_SHARDS_SHARD_HPP
#define SPARSECONV_JOB_SHARDS_SHARD_HPP

#include <SparseConv/io/BatchWriter.hpp>
#include <cstdint>
#include <rows/RowRange.hpp>
#include <string>
#include <vector>

namespace SparseConv::job {

using rows::RowRange;

/// A finished file with the results of consecutive rows of the input. It holds an image for each
/// image that has one of these rows.
struct Shard {
  RowRange rows;
  std::int64_t nnz = 0;
  io::WrittenFile file;
};

/// In the order of their rows.
using Shards = std::vector<Shard>;

/// Puts shards in order, and drops every shard without rows or with rows that another shard has. A
/// run that is ended just when it begins a shard leaves one without rows.
void sort_out(Shards& shards);

/// The rows among `n_rows` that no shard has.
std::vector<RowRange> missing_rows(const Shards& shards, std::int64_t n_rows);

}  // namespace SparseConv::job

#endif
