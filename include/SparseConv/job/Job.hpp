#ifndef SPARSECONV_JOB_JOB_HPP
#define SPARSECONV_JOB_JOB_HPP

#include <SparseConv/Filter.hpp>
#include <SparseConv/Plan.hpp>
#include <SparseConv/Shape.hpp>
#include <SparseConv/io/BatchWriter.hpp>
#include <SparseConv/io/ReadOptions.hpp>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace SparseConv::job {

/// How a result is laid out in files.
enum class Layout {
  single,  ///< one file
  sharded  ///< shards in a folder `OUTPUT.shards`, and a file OUTPUT that refers to the shards and
           ///< reads as a whole
};

/// The type in which values are held and written.
enum class Precision { single_precision, double_precision };

/// A filter, and where it came from.
struct NamedFilter {
  Filter filter = Filter({1, 1}, {1});  ///< the weights
  std::string name;                     ///< text for the attribute `filter` of the result
  std::vector<std::string> files;       ///< the files with the weights, which are never written to
  /// Name of the group of its result. Where it is empty, the part of `name` after the last slash
  /// among the results of several filters, and none for one filter.
  std::string group = {};
};

/// The filter that a text names: a description as for filter_from_string(), or `FILE` or
/// `FILE:DATASET` as for io::read_filter().
/// \throws Error (input) as these functions do
[[nodiscard]] NamedFilter filter_from_text(const std::string& text);

/// The names of the groups of results within the group of the output; none for one filter whose
/// result is that group itself, as it is unless NamedFilter::group names it.
/// \throws Error (input) where a filter has no name that a group can have, or two have the same
[[nodiscard]] std::vector<std::string> result_names(const std::vector<NamedFilter>& filters);

/// A convolution from file to file, which run() does.
struct Job {
  std::string input;   ///< `FILE` or `FILE:GROUP`, as for io::BatchReader
  std::string output;  ///< `FILE` or `FILE:GROUP`, as for io::BatchWriter
  /// What the images are convolved with. The input is read once for all filters. The result of one
  /// filter is the group of the output. The results of several filters, or of one with a name, are
  /// groups in that group, named by result_names(): `images/gaussian:1`; in a file of AnnData they
  /// are its `layers` by default, for which all have to have the same shape. Each has the bits that
  /// it has in a job of its own.
  std::vector<NamedFilter> filters;
  /// Mode, boundary, method, threshold, normalization and their limits; the expectations are filled
  /// in from the input. An image that is to be normalized and is divided, among ranks or because it
  /// does not fit into memory, is convolved twice unless the results of a rank's part fit. With
  /// `adjoint` the input has results of `mode`, and the output the images that these belong to.
  /// Every batch is checked, whatever `check` says.
  Options options;
  /// Whether the result has the pixels of the input and no others, as from Plan::apply_at(), which
  /// is done by `direct` and without a threshold.
  bool at_entries = false;

  /// Shape of the images. By default it is the shape in the input; if both are there, they have to
  /// agree.
  std::optional<ImageShape> image_shape;
  std::optional<io::Order> order;        ///< order of the input's pixels, as for io::ReadOptions
  std::optional<std::int64_t> n_images;  ///< number of images, as for io::ReadOptions
  std::optional<Precision> precision;    ///< precision of the result; by default as in the input
  /// Where to compute: one of execution_spaces(), by default the first.
  std::string space;
  /// Threads with which the execution space computes, if it is OpenMP, from 1 to 512; by default
  /// all that Kokkos has.
  std::optional<int> n_threads;

  /// Most bytes that this process, or each rank, may take. By default default_memory_limit(), for
  /// all ranks of the machine.
  std::optional<std::int64_t> memory_limit;
  Layout layout = Layout::single;  ///< layout of the result
  /// Bytes of results after which a shard is complete and the next shard is begun; at least 1024.
  std::int64_t shard_size = std::int64_t(256) << 20;
  /// Whether to use the shards of an earlier run of the same job, and to keep the shards of this
  /// run if it is ended early.
  bool resume = false;
  io::Compression compression;                       ///< compression of the result
  io::Overwrite overwrite = io::Overwrite::results;  ///< what may be replaced at `output`
  /// Further files that the caller writes, such as a report: none of them may be a file that is
  /// read.
  std::vector<std::string> written_beside;
  std::int64_t repeat = 1;  ///< how often every slice is convolved, for timing; at least 1
};

/// The names of the execution spaces that the library is built for, the default one first.
[[nodiscard]] std::vector<std::string> execution_spaces();

}  // namespace SparseConv::job

#endif
