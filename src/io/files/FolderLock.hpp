#ifndef SPARSECONV_IO_FILES_FOLDERLOCK_HPP
#define SPARSECONV_IO_FILES_FOLDERLOCK_HPP

#include <io/files/FileDescriptor.hpp>
#include <string>

namespace SparseConv::io {

/// A lock on a folder (flock), which ends with this object. Where the file system has no such
/// locks, the lock is neither held nor refused, and nobody is kept out. File systems of several
/// machines, NFS and Lustre among them, may keep out only others on the same machine: they pass on
/// locks of files, but not of folders.
class FolderLock {
 public:
  enum Kind { shared, exclusive };
  enum Patience { seconds, none };

  FolderLock() = default;
  /// Waits some seconds for a lock that others hold: the ranks of a job that was killed may take a
  /// while to be gone. Where there is no such folder, as others have removed it since it was made,
  /// the lock is neither held nor refused, and not current.
  /// \throws Error (system) if the folder cannot be entered
  FolderLock(const std::string& folder, Kind kind, Patience patience = seconds);

  bool held() const { return state_ == State::held; }        ///< whether others are kept out
  bool refused() const { return state_ == State::refused; }  ///< whether others hold it

  /// Whether the locked folder still has its name. Another job, which had it locked before, may
  /// have removed it.
  bool is_current(const std::string& folder) const;

 private:
  enum class State { unknown, held, refused };

  FileDescriptor folder_;
  State state_ = State::unknown;
};

}  // namespace SparseConv::io

#endif
