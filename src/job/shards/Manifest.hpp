#ifndef SPARSECONV_JOB_SHARDS_MANIFEST_HPP
#define SPARSECONV_JOB_SHARDS_MANIFEST_HPP

#include <job/shards/Shard.hpp>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace SparseConv::job {

/// A note that the result of a job is about to get the name of the output. A job that finds the
/// note later knows what has been done: while the result is still there under its temporary name,
/// nothing was replaced.
struct Publication {
  std::uint64_t inode = 0;            ///< of the result, before and after it gets the name
  std::vector<std::string> replaces;  ///< jobs whose shards the replaced result needs
};

/// What a job has noted of its shards: a line before a shard is begun, and a line with its
/// checksums when it is finished. Each rank has a file of its own.
struct Manifest {
  std::set<std::int64_t> begun;            ///< first rows of shards of which there may be files
  Shards finished;                         ///< in order, see sort_out()
  std::optional<Publication> publication;  ///< the latest one

  /// Adds what lines say. Lines that are not as they were written are passed over: the last line
  /// may have been cut off.
  void add(const std::string& lines);
};

/// The lines of a manifest.
std::string line_of_begin(std::int64_t first_row);
std::string line_of(const Shard& shard);
std::string line_of(const Publication& publication);
std::string line_of_withdrawal();  ///< the latest publication did not come about

}  // namespace SparseConv::job

#endif
