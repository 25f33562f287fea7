#ifndef SPARSECONV_JOB_OPENJOB_HPP
#define SPARSECONV_JOB_OPENJOB_HPP

#include <SparseConv/io/BatchReader.hpp>
#include <SparseConv/job/Job.hpp>
#include <SparseConv/job/Observer.hpp>
#include <job/Ranks.hpp>
#include <map>
#include <rows/Stages.hpp>
#include <string>
#include <vector>

namespace SparseConv::job {

using Impl::Geometry;
using Impl::Stages;

/// What a job does with one of its filters.
struct Convolution {
  const NamedFilter& filter;
  std::int64_t n_taps;  ///< of the filter, counted once for all images
  /// Shape of the images that a plan is made for; of an adjoint, the shape of its results.
  ImageShape convolved;
  Stages stages;                                  ///< what happens to an image
  std::map<std::string, std::string> attributes;  ///< of the result

  /// The shapes of the images and of the results, and where these lie.
  const Geometry& geometry() const { return stages.whole; }
};

/// A job whose input is open. All that Job left open is decided.
struct OpenJob {
  const Job& job;
  io::BatchReader input;
  std::vector<Convolution> convolutions;  ///< at least one
  std::vector<std::string> names;         ///< of their results, see result_names()
  Options options;
  Precision precision;
  std::string space;
  std::int64_t memory_limit;  ///< bytes that this rank keeps within
  /// Checksum of some entries of the input, which tells different inputs apart.
  std::uint32_t samples;

  /// Shape of the images of the input.
  ImageShape image() const { return convolutions.front().geometry().image; }

  std::int64_t height() const { return image().height; }

  /// Rows of all images of the input.
  std::int64_t n_rows() const { return input.info().n_images * height(); }

  /// Whether the result comes in several shards, even if it is made by one rank.
  bool in_shards() const { return job.resume || job.layout == Layout::sharded; }

  /// Whether a part of an image needs the total of all of its results, which is found before: an
  /// image is convolved in parts only where it does not fit into memory.
  bool needs_totals() const { return options.normalize != Normalize::none; }

  /// Whether ranks may share an image. For totals they keep a number for each of its rows.
  bool may_share_images() const {
    constexpr std::int64_t most_rows = 1 << 20;
    return !needs_totals() ||
           height() <= most_rows / static_cast<std::int64_t>(convolutions.size());
  }

  /// Whether shards are of use only until they are copied into the one file of several ranks.
  bool only_copies_shards(int n_ranks) const {
    return n_ranks > 1 && !job.resume && job.layout == Layout::single;
  }

  /// Bytes of an entry of the result: column and value.
  std::int64_t bytes_of_entry() const;

  /// Throws Error (input) if a file of the input has changed since it was opened.
  void check_input() const { io::check_unchanged(input.sources()); }
};

/// Opens the input of a job.
/// \throws Error (input) if the job makes no sense or the input is not valid; Stopped
OpenJob open_job(const Job& job, const Ranks& ranks, Observer& observer);

}  // namespace SparseConv::job

#endif
