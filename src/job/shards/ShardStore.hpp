#ifndef SPARSECONV_JOB_SHARDS_SHARDSTORE_HPP
#define SPARSECONV_JOB_SHARDS_SHARDSTORE_HPP

#include <functional>
#include <io/files/FolderLock.hpp>
#include <io/files/PartialFile.hpp>
#include <io/output_place.hpp>
#include <job/Ranks.hpp>
#include <job/pieces.hpp>
#include <job/shards/JobFolder.hpp>
#include <job/shards/ProtectedFiles.hpp>
#include <job/shards/other_jobs.hpp>
#include <optional>
#include <string>
#include <vector>

namespace SparseConv::job {

/// What the shards of a job depend on and what becomes of them.
struct ShardsOf {
  std::string output;               ///< the file that the result is to be, at the end of links
  std::string description;          ///< what the shards depend on, in JSON; for the first rank
  std::vector<std::string> groups;  ///< of the batches in a shard
  std::int64_t height;              ///< of the images whose rows shards are of
  bool resume;   ///< whether shards of earlier runs count, and stay for later ones
  bool sharded;  ///< whether they are part of the result
};

/// Keeps the shards of a job in the folder `OUTPUT.shards`, in which every job that has the output
/// OUTPUT makes a folder of its own (see JobFolder). It is locked: no two jobs are at work on one
/// output at a time.
///
/// What becomes of the folders of jobs:
///
///     this job     ended early without `resume`         removed
///                  ended early before any shard         removed
///                  ended early with `resume`            stays: another run goes on
///                  done, the result is one file         removed
///                  done, the result is sharded          stays if the result has entries, as a
///                                                       part of it; else removed
///     another job  was killed, without `resume`         removed at the beginning
///                  was ended early, with `resume`       removed when this job is done, if the
///                                                       two have a group in common; else it stays
///                  was done, and this job replaces it   removed when this job is done
///                  was done, its result is elsewhere    stays
class ShardStore {
 public:
  /// Makes the folder of this job, or finds the one to go on with; collective.
  /// \throws Error (input) if shards are to be taken over but belong to another job, or if its
  /// manifests were damaged; (system) if the folder cannot be written, or if another job is at work
  /// in it; Stopped
  ShardStore(const Ranks& ranks, const ShardsOf& job, const ProtectedFiles& protect,
             const Stop& stop);
  ~ShardStore();
  ShardStore(const ShardStore&) = delete;
  ShardStore& operator=(const ShardStore&) = delete;

  const JobFolder& folder() const { return *folder_; }

  /// The shards of earlier runs that are intact.
  const Shards& taken_over() const { return taken_over_; }

  /// All shards that are finished, by the manifests; collective.
  Shards finished() const;

  /// Notes that a shard is about to be made, or that it is finished. \throws Error (system)
  void note_begin(std::int64_t first_row) const;
  void note(const Shard& shard) const;

  /// Gives the result the name of the output, and removes what it has replaced. For the first rank.
  /// \param place  the place of the output
  /// \param commit gives folder().partial_output(), which is the result, its name, and just before
  ///               that calls what it is given. Until then the old result stays whole.
  /// \throws what `commit` throws; Error (system)
  void publish(const io::OutputPlace& place,
               const std::function<void(const io::BeforeRename&)>& commit);

 private:
  ShardStore(const Ranks& ranks, const ShardsOf& job, const ProtectedFiles& protect);
  void enter();
  void leave_other_groups(std::vector<JobFolder>& jobs) const;
  void check_ended(const std::vector<JobFolder>& at_work) const;
  std::string choose_folder();
  std::string make_folder();
  void verify(const Stop& stop);
  JobFolder source_of_shards() const;
  bool take_over(const JobFolder& from, const Shard& shard) const;
  void tidy() const;
  bool stays() const noexcept;
  void withdraw() const noexcept;

  const Ranks& ranks_;
  ShardsOf job_;
  std::string path_;
  const ProtectedFiles& protect_;
  bool entered_ = false;        ///< by the first rank
  io::FolderLock lock_;         ///< of the first rank, on all jobs to this output
  io::FolderLock folder_lock_;  ///< of every rank, on the folder of this job
  std::optional<JobFolder> folder_;
  OtherJobs others_;
  Shards taken_over_;
  bool published_ = false;
};

}  // namespace SparseConv::job

#endif
