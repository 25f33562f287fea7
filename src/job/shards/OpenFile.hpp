#ifndef SPARSECONV_JOB_SHARDS_OPENFILE_HPP
#define SPARSECONV_JOB_SHARDS_OPENFILE_HPP

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <string>

namespace SparseConv::job {

/// A file that is held open, whatever becomes of its name.
class OpenFile {
 public:
  explicit OpenFile(const std::string& path)
      : descriptor_(::open(path.c_str(), O_RDONLY | O_CLOEXEC)) {}
  ~OpenFile() {
    if (descriptor_ >= 0) ::close(descriptor_);
  }
  OpenFile(const OpenFile&) = delete;
  OpenFile& operator=(const OpenFile&) = delete;

  bool has_one_name() const { return n_names() == 1; }

  /// Whether there was a file and no name leads to it any more.
  bool is_gone() const { return n_names() == 0; }

 private:
  /// \return -1 where there is no file
  int n_names() const {
    struct stat file {};
    return descriptor_ >= 0 && ::fstat(descriptor_, &file) == 0 ? static_cast<int>(file.st_nlink)
                                                                : -1;
  }

  int descriptor_;
};

}  // namespace SparseConv::job

#endif
