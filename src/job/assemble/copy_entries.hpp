#ifndef SPARSECONV_JOB_ASSEMBLE_COPY_ENTRIES_HPP
#define SPARSECONV_JOB_ASSEMBLE_COPY_ENTRIES_HPP

#include <job/assemble/Merger.hpp>
#include <string>
#include <vector>

/// \file
/// Several processes put the entries of shards into one file, each by itself. HDF5 lets only one
/// process write. So the file has room for all entries (Merger::make_room()), and each process
/// writes its entries to their place without HDF5.

namespace SparseConv::job {

/// The batch that the batches of shards become.
struct JointBatch {
  std::string file;  ///< under its temporary name
  std::string group;
};

/// Copies the entries of a shard to their place, and brings them to the disk.
/// \param first_entry number of the first of them among the entries of all shards
/// \throws Error (system)
void copy_entries(const JointBatch& whole, const ShardBatch& batch, std::int64_t first_entry);

/// For each block of `data` and of `indices` a CRC-32, see io::hdf5::write_block_checksums().
struct BlockSums {
  std::vector<std::int64_t> data, indices;
};

/// For no entries of a joint batch: as many zeros as there are blocks.
BlockSums no_block_sums(const JointBatch& whole);

/// Reads back what copy_entries() wrote, after all shards are copied. Adds what the entries
/// contribute to the checksums of blocks: the exclusive or over all shards gives the checksums.
/// \throws Error (system) also if the file does not hold what the shard was written with
void verify_entries(const JointBatch& whole, const ShardBatch& batch, std::int64_t first_entry,
                    BlockSums& sums);

/// Adds the checksums of blocks to the file. \throws Error (system)
void write_block_sums(const JointBatch& whole, const BlockSums& sums);

}  // namespace SparseConv::job

#endif
