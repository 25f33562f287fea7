#ifndef SPARSECONV_JOB_SHARDS_JOBFOLDER_HPP
#define SPARSECONV_JOB_SHARDS_JOBFOLDER_HPP

#include <job/shards/Manifest.hpp>
#include <string>

namespace SparseConv::job {

/// The folder of one job, in `OUTPUT.shards`. Its name is a number that no other job has.
///
///     OUTPUT.shards/3f0c…/job.json               what job it is
///                         manifest.0             what rank 0 has made
///                         000000000000000.h5     the shard that begins with row 0
///                         000000000000512.h5.partial
///     .OUTPUT.3f0c….partial                      the file OUTPUT until it is complete
class JobFolder {
 public:
  /// \param output the file that the result is to be
  /// \param id     the name of the folder
  JobFolder(const std::string& output, const std::string& id);

  /// Whether a name can be that of the folder of a job.
  static bool is_id(const std::string& name);

  const std::string& id() const { return id_; }
  const std::string& path() const { return path_; }

  std::string description_file() const { return path_ + "/job.json"; }
  std::string manifest_of(int rank) const { return path_ + "/manifest." + std::to_string(rank); }

  /// The shard that begins with a row, and the name that it has until it is finished.
  std::string shard(std::int64_t first_row) const;
  std::string partial_shard(std::int64_t first_row) const { return shard(first_row) + ".partial"; }

  /// The name that the file OUTPUT has until it is finished.
  std::string partial_output() const;

  /// What the manifests of all ranks say. \throws Error (system) if one cannot be read
  Manifest manifest() const;

  /// The files of the manifests.
  std::vector<std::string> manifests() const;

  /// Names of finished shards that no manifest lists: none, unless one was emptied or damaged.
  std::vector<std::string> unlisted_shards() const;

 private:
  std::string output_, id_, path_;
};

}  // namespace SparseConv::job

#endif
