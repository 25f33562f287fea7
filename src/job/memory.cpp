#include <SparseConv/Error.hpp>
#include <algorithm>
#include <batch/saturate.hpp>
#include <bytes_to_string.hpp>
#include <io/chunks/ChunkCodec.hpp>
#include <job/memory.hpp>
#include <job/process_memory.hpp>
#include <rows/Segment.hpp>
#include <rows/work.hpp>
#include <string>

namespace SparseConv::job {
namespace {

/// Entries of the result that a slice may have: enough to keep every thread busy, little enough for
/// progress to show.
constexpr std::int64_t most_entries_of_slice = std::int64_t(1) << 24;

/// The most copies of a row that `length` rows of an extended image have, from row `first` on; the
/// same for columns.
std::int64_t most_copies(Boundary boundary, std::int64_t extent, std::int64_t first,
                         std::int64_t length) {
  std::int64_t copies = 0, longest = 0;
  for (const rows::Segment& segment : rows::segments_of(boundary, extent, first, first + length))
    if (segment.direction == 0)
      longest = std::max(longest, segment.length);
    else
      ++copies;
  return copies + longest;
}

/// What images with so many entries, and results of so many rows, make of these at most.
struct Entries {
  std::int64_t extended = 0;  ///< entries that are neither of the input nor of the result
  std::int64_t results;       ///< entries of the result
};

Entries entries_of(const Convolution& convolution, std::int64_t n_entries, std::int64_t n_rows) {
  const Stages& stages = convolution.stages;
  const std::int64_t n_taps = convolution.n_taps;
  const ImageShape output = convolution.geometry().output;
  if (!stages.extension) return {0, rows::most_results(n_entries, n_taps, n_rows * output.width)};
  const Impl::Extension& extension = *stages.extension;
  const Impl::Rectangle& frame = extension.frame;
  const std::int64_t copies =
      most_copies(extension.boundary, extension.image.height, frame.row, frame.height);
  const auto pixels = [&](ImageShape shape) {
    return std::min(Impl::saturating_product(n_rows, copies), shape.height) * shape.width;
  };
  if (stages.folds()) {
    // The sums: as computed, numbered, at home, with strays, without zeros.
    constexpr std::int64_t arrays = 5;
    const std::int64_t made = rows::most_results(n_entries, n_taps, pixels(extension.shape()));
    return {arrays * made, std::min(made, pixels(output))};
  }
  const std::int64_t across =
      most_copies(extension.boundary, extension.image.width, frame.column, frame.width);
  const std::int64_t extended = rows::most_results(
      n_entries, Impl::saturating_product(copies, across), pixels(extension.shape()));
  return {extended, rows::most_results(extended, n_taps, pixels(output))};
}

/// The most bytes that images of `n_rows` rows of results and so many entries together take while
/// they are convolved with one filter.
std::int64_t memory_of(const OpenJob& job, const Convolution& convolution, std::int64_t n_entries,
                       std::int64_t n_rows) {
  // The input: as it is read, as it is sorted, and room to sort it. The result: itself, the one
  // that the plan keeps for the next slice, and a copy without small values.
  constexpr std::int64_t inputs = 3, offsets = 6 * sizeof(std::int64_t);
  const Options& options = job.options;
  const bool copies = options.threshold > 0 || options.normalize != Normalize::none;
  const std::int64_t results = copies ? 3 : 2;
  Entries most = entries_of(convolution, n_entries, n_rows);
  if (job.job.at_entries) most.results = n_entries;
  return job.bytes_of_entry() * (inputs * n_entries + most.extended + results * most.results) +
         offsets;
}

constexpr std::int64_t bytes_of_chunk = std::int64_t(1) << 20;  ///< as they are written

/// The bytes of the chunks that are held until they are full, of all results but the first: the
/// chunks of one result are within the reserve.
std::int64_t memory_of_results(const OpenJob& job) {
  constexpr std::int64_t arrays = 3;
  return (static_cast<std::int64_t>(job.convolutions.size()) - 1) * arrays * bytes_of_chunk;
}

/// The bytes of a chunk of the input that HDF5 expands, and of what it is expanded to, unless they
/// are lost among other things.
std::int64_t memory_of_chunk(const OpenJob& job) {
  const std::int64_t bytes = job.input.info().chunk_bytes;
  return bytes > bytes_of_chunk ? 2 * bytes : 0;
}

/// The bytes of a chunk of results that is compressed: before and after.
std::int64_t bytes_to_compress(const OpenJob& job) {
  const bool has_wide_numbers = job.bytes_of_entry() > 8;  // in columns or values
  return has_wide_numbers ? 2 * bytes_of_chunk : bytes_of_chunk;
}

/// The bytes of the chunks that are compressed or expanded at a time, before and after.
std::int64_t memory_of_codec(const OpenJob& job) {
  const bool compresses = job.job.compression.kind == io::Compression::Kind::gzip;
  const int most = io::hdf5::chunks_at_a_time();
  const std::int64_t read = 2 * std::min(job.input.info().chunk_bytes, bytes_of_chunk) * most;
  const int written = std::min(most, storage_of_results(job).most_at_a_time);
  return compresses ? std::max(bytes_to_compress(job) * written, read) : read;
}

}  // namespace

io::hdf5::ArrayStorage storage_of_results(const OpenJob& job) {
  constexpr std::int64_t part = 32, most = io::hdf5::most_chunks_at_a_time;  // of the memory
  const std::int64_t fit = job.memory_limit / part / bytes_to_compress(job);
  return {job.job.compression, true, static_cast<int>(std::clamp<std::int64_t>(fit, 1, most))};
}

std::int64_t memory_of_image(const OpenJob& job, std::int64_t n_entries) {
  std::int64_t most = 0;
  for (const Convolution& convolution : job.convolutions)
    most = std::max(most,
                    memory_of(job, convolution, n_entries, convolution.geometry().output.height));
  return most;
}

std::int64_t memory_of_rows(const OpenJob& job, std::int64_t n_entries,
                            const std::vector<rows::RowRange>& ranges) {
  std::int64_t most = 0;
  for (const Convolution& convolution : job.convolutions) {
    std::int64_t n_rows = 0;
    for (const rows::RowRange& range : ranges)
      n_rows += range.size() + convolution.geometry().filter.height - 1;
    most = std::max(most, memory_of(job, convolution, n_entries, n_rows));
  }
  return most;
}

std::int64_t memory_left(const OpenJob& job, const Settled& settled) {
  constexpr std::int64_t least = std::int64_t(4) << 20;
  const std::int64_t chunk = memory_of_chunk(job);
  const std::int64_t taken = memory_in_use() + settled.buffer_bytes + memory_of_results(job) +
                             memory_of_codec(job) + chunk;
  const std::int64_t left = job.memory_limit / 8 * 7 - taken;  // some is lost in between
  SPARSECONV_THROW_IF(
      left < least, system,
      "the memory limit of " + bytes_to_string(job.memory_limit) +
          " is too low: the program takes " + bytes_to_string(taken) + " before any image" +
          (chunk > 0 ? ", " + bytes_to_string(chunk) + " of it for a chunk of the input" : "") +
          ", give at least " + bytes_to_string((taken + 2 * least) / 7 * 8));
  return left;
}

std::int64_t memory_of_slice(const OpenJob& job, const Settled& settled) {
  return std::min(memory_left(job, settled), most_entries_of_slice * 2 * job.bytes_of_entry());
}

}  // namespace SparseConv::job
