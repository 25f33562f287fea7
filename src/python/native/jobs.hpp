#ifndef SPARSECONV_PYTHON_JOBS_HPP
#define SPARSECONV_PYTHON_JOBS_HPP

#include <cstdint>
#include <filesystem>
#include <native/NamedOptions.hpp>
#include <native/files.hpp>
#include <native/filters.hpp>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace SparseConv::python {

/// The job for convolve_file(): a job::Job with names instead of enumerators.
struct FileJob : NamedOptions {
  std::filesystem::path input, output;
  /// Of each filter a text as for filter_from_text(), which may be the name of a file, or weights,
  /// and the name of its result among several, which may be empty.
  std::vector<std::pair<std::variant<std::filesystem::path, Weights>, std::string>> filters;
  bool at_entries = false;
  std::string space;                     ///< empty for the first execution space
  std::optional<bool> single_precision;  ///< by default as in the input
  std::optional<Extents> image_shape;    ///< by default as in the input
  std::string order;                     ///< as in FileOptions; empty for the order of the input
  std::optional<std::int64_t> n_images;  ///< as in FileOptions
  std::optional<std::int64_t> memory_limit;
  int n_threads = 0;  ///< 0: as many as OpenMP takes by itself
  std::string compression = "none";
  bool sharded = false;
  bool resume = false;
  bool overwrite = false;  ///< whether to replace any file, not only results
};

/// What convolve_file() tells about a job.
struct FileOutcome {
  std::int64_t images = 0, nnz_in = 0, nnz_out = 0;
  Extents image_shape, output_shape;
  std::string method, space;
  double seconds = 0;
};

/// Watches a job, in the thread that called convolve_file().
class FileWatcher {
 public:
  virtual ~FileWatcher() = default;
  virtual void advance(std::int64_t images, std::int64_t all_images) = 0;
  virtual bool stop() = 0;  ///< whether the job is to end early
};

/// Does a job with job::run().
FileOutcome convolve_file(const FileJob& job, FileWatcher& watcher);

}  // namespace SparseConv::python

#endif
