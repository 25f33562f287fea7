#ifndef SPARSECONV_CLI_SHARDS_SHARDFOLDER_HPP
#define SPARSECONV_CLI_SHARDS_SHARDFOLDER_HPP

#include <string>

#include "../ranks.hpp"
#include "Shard.hpp"

namespace SparseConv::cli {

/// The folder `OUTPUT.shards` in which a result comes to be: shards, each under a temporary name
/// until it is complete and was read back; for each rank a manifest, with a line for each shard
/// that has its name; and `job.json`, which says what job they belong to.
///
/// It is locked: no two jobs are at work on one output at a time.
class ShardFolder {
 public:
  /// Makes the folder, or takes it over; collective.
  /// \param output the file that the result is to be
  /// \param job    what the shards depend on, as a JSON object
  /// \param resume whether shards are taken over from earlier runs of the same job, and left for
  ///               later ones. Without it the folder is gone after the job, however that ends.
  /// \throws Error (input) if the shards there are of another job; (system) if the folder cannot be
  /// written or another job is at work in it. With several ranks both are an AgreedFailure.
  ShardFolder(const std::string& output, const std::string& job, bool resume, const Ranks& ranks);
  ~ShardFolder();
  ShardFolder(const ShardFolder&) = delete;
  ShardFolder& operator=(const ShardFolder&) = delete;

  /// The shards of earlier runs that hold what they held when they were written.
  const Shards& taken_over() const { return taken_over_; }

  /// All that are finished, by the manifests; collective.
  Shards finished() const;

  /// Name of the shard that begins with a row.
  std::string path_of(std::int64_t first_row) const;

  /// Name for the file that is made of the shards.
  std::string path_of_whole() const { return path_ + "/whole.h5"; }

  /// Adds a shard to the manifest of this rank. \throws Error (system)
  void record(const Shard& shard) const;

  /// Leaves the folder as part of the result.
  void keep() { keep_ = true; }

  /// Removes the folder in the end, whatever is in it: the result is elsewhere.
  void discard() { resume_ = false; }

 private:
  ShardFolder(const std::string& output, bool resume, const Ranks& ranks);
  void take(const std::string& job);
  bool enter();
  void lock(int kind);
  void check_job(const std::string& job) const;
  void begin(const std::string& job);
  void remove_begun_output() const;
  void remove_master() const;
  void verify();
  void tidy() const;
  Shards read_manifests() const;
  void remove() const noexcept;
  std::string manifest_of(int rank) const;

  std::string output_, path_;
  const Ranks& ranks_;
  bool resume_;
  bool keep_ = true;  ///< until it is known to be of this job
  int folder_ = -1;   ///< its descriptor, which holds the lock
  Shards taken_over_;
};

}  // namespace SparseConv::cli

#endif
