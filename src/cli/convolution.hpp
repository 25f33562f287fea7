#ifndef SPARSECONV_CLI_CONVOLUTION_HPP
#define SPARSECONV_CLI_CONVOLUTION_HPP

#include <SparseConv.hpp>
#include <SparseConv/io.hpp>
#include <cstdint>
#include <map>
#include <string>

#include "dispatch.hpp"
#include "progress.hpp"
#include "ranks.hpp"
#include "report.hpp"

namespace SparseConv::cli {

/// How a result is laid out in files.
enum class Layout {
  single,  ///< one file
  sharded  ///< a file that refers to the shards in a folder
};

/// A convolution from file to file, as it was asked for.
struct Convolution {
  io::BatchReader input;
  ImageShape image;    ///< shape of the images in `input`
  std::string output;  ///< `FILE` or `FILE:GROUP`
  Filter filter;
  Options options;
  std::string space;  ///< one of space_choices()
  Precision precision;
  std::int64_t memory_limit;  ///< bytes that a rank should keep within
  std::int64_t shard_size;    ///< bytes of results after which a shard is complete
  Layout layout;
  bool resume;          ///< whether shards of earlier runs count, and are left for later ones
  std::int64_t repeat;  ///< how often every slice is convolved
  ProgressStyle progress;
  std::map<std::string, std::string> attributes;  ///< further ones for the output

  /// Whether the result comes in several shards, even if it is made by one rank.
  bool in_shards() const { return resume || layout == Layout::sharded; }

  /// Whether shards of so many ranks are only there to be copied into one file.
  bool only_copies_shards(int ranks) const {
    return !resume && layout == Layout::single && ranks > 1;
  }

  /// Rows of all images of the input.
  std::int64_t n_rows() const { return input.info().n_images * image.height; }
};

/// Convolves all images with all ranks; collective. The report lacks the total time and the size of
/// the input.
Report run(const Convolution& convolution, const Ranks& ranks);

}  // namespace SparseConv::cli

#endif
