#ifndef SPARSECONV_JOB_SHARDS_PROTECTEDFILES_HPP
#define SPARSECONV_JOB_SHARDS_PROTECTEDFILES_HPP

#include <io/files/find_file.hpp>
#include <set>
#include <string>
#include <utility>

namespace SparseConv::job {

/// Files that a job must not write to or remove, under whatever name or link: the files that its
/// input consists of, and the file of its filter.
class ProtectedFiles {
 public:
  /// Adds the file that a path leads to, if there is one.
  void add(const std::string& path) {
    if (const auto file = io::find_file(path)) files_.emplace(file->device, file->inode);
  }

  bool contains(const std::string& path) const {
    const auto file = io::find_file(path);
    return file && files_.count({file->device, file->inode}) > 0;
  }

 private:
  std::set<std::pair<std::uint64_t, std::uint64_t>> files_;
};

}  // namespace SparseConv::job

#endif
