#ifndef SPARSECONV_JOB_SHARDS_FOLDERLOCK_HPP
#define SPARSECONV_JOB_SHARDS_FOLDERLOCK_HPP

#include <string>

namespace SparseConv::job {

/// A lock on a folder (flock), as long as this lives. Where the file system knows no such locks it
/// is neither held nor refused, and nobody is kept out.
class FolderLock {
 public:
  enum Kind { shared, exclusive };

  FolderLock() = default;
  /// Waits some seconds for a lock that others hold: the ranks of a job that was killed may take a
  /// while to be gone.
  /// \throws Error (system) if the folder cannot be entered
  FolderLock(const std::string& folder, Kind kind);
  ~FolderLock();
  FolderLock(FolderLock&& other) noexcept;
  FolderLock& operator=(FolderLock&& other) noexcept;

  bool held() const { return state_ == State::held; }        ///< whether others are kept out
  bool refused() const { return state_ == State::refused; }  ///< whether others hold it

  /// Whether the folder that is locked still has its name: whoever had it locked before may have
  /// removed it.
  bool is_current(const std::string& folder) const;

 private:
  enum class State { none, held, refused };

  int descriptor_ = -1;
  State state_ = State::none;
};

}  // namespace SparseConv::job

#endif
