#ifndef SPARSECONV_JOB_SHARDS_MANIFEST_HPP
#define SPARSECONV_JOB_SHARDS_MANIFEST_HPP

#include <job/shards/Shard.hpp>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace SparseConv::job {

/// That the result of a job is about to get the name of the output. It is written down before, so
/// that whoever comes later knows what has been done: as long as the result is there under its
/// temporary name, it has not got the other one, and nothing was replaced.
struct Publication {
  std::uint64_t inode = 0;            ///< of the result, before and after it gets the name
  std::vector<std::string> replaces;  ///< jobs to whose shards the result refers that is replaced
};

/// What a job has written down of what it made: a line for each shard before it is begun, and one
/// with its checksums when it is finished. Each rank has a file of its own.
struct Manifest {
  std::set<std::int64_t> begun;            ///< first rows of shards of which there may be files
  Shards finished;                         ///< in order, see sort_out()
  std::optional<Publication> publication;  ///< the latest one

  /// Takes in what lines say. What is no such line is passed over: the last one may have been cut
  /// off.
  void add(const std::string& lines);
};

/// The lines of a manifest that say these things.
std::string line_of_begin(std::int64_t first_row);
std::string line_of(const Shard& shard);
std::string line_of(const Publication& publication);
std::string line_of_withdrawal();  ///< the latest publication did not come about

}  // namespace SparseConv::job

#endif
