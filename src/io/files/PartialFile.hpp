#ifndef SPARSECONV_IO_FILES_PARTIALFILE_HPP
#define SPARSECONV_IO_FILES_PARTIALFILE_HPP

#include <cstdint>
#include <functional>
#include <future>
#include <io/files/PartialFolder.hpp>
#include <optional>
#include <string>

namespace SparseConv::io {

/// Throws Error (system) unless a file can be made at a path, or an ordinary file is there that can
/// be replaced.
void check_target(const std::string& path);

/// What is done just before a file gets its final name.
using BeforeRename = std::function<void()>;

/// A file under a temporary name until it is complete. commit() gives it the final name; without
/// commit() it is removed.
class PartialFile {
 public:
  /// Makes an empty file in a hidden folder, see PartialFolder.
  /// \throws Error (system) if that is not possible, or if `final_name` cannot be replaced
  explicit PartialFile(const std::string& final_name);

  /// Makes an empty file under a given name, in the folder of the final name, and replaces the file
  /// that a killed program has left there.
  PartialFile(const std::string& final_name, const std::string& temporary_name);

  /// Takes a file that is there and complete.
  enum Complete { complete };
  PartialFile(const std::string& final_name, const std::string& temporary_name, Complete)
      : final_name_(final_name), name_(temporary_name) {}
  PartialFile(const PartialFile&) = delete;
  PartialFile& operator=(const PartialFile&) = delete;
  ~PartialFile();

  const std::string& name() const { return name_; }              ///< the temporary name
  const std::string& final_name() const { return final_name_; }  ///< the final name

  /// Has the system begin to bring to the disk what the file has grown by, if that is much, so that
  /// commit() has less to wait for. Returns at once; the destructor waits until it has begun.
  void begin_sync();

  /// Brings file and folder to the disk and gives the file its final name, with the permissions of
  /// the file that has it.
  /// \param before_rename called when the file is on the disk, which may have taken long: an
  ///                      exception keeps the file from its name
  /// \return size of the file in bytes
  /// \throws Error (system); what `before_rename` throws
  std::int64_t commit(const BeforeRename& before_rename = [] {});

  /// Only gives the file its final name.
  /// \return its size in bytes
  /// \throws Error (system)
  std::int64_t rename();

 private:
  void make(const std::string& name);

  std::string final_name_;
  std::optional<PartialFolder> folder_;
  std::string name_;           ///< empty when the file has its final name
  std::int64_t begun_to_ = 0;  ///< size of the file when begin_sync() last did something
  std::future<void> begun_;    ///< what begin_sync() has begun, which may wait for the disk
};

}  // namespace SparseConv::io

#endif
