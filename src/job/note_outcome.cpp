#include <algorithm>
#include <job/note_outcome.hpp>
#include <job/process_memory.hpp>

namespace SparseConv::job {

Outcome begin_outcome(const Job& job, const Ranks& ranks) {
  Outcome outcome;
  outcome.kept = job.resume;
  outcome.ranks = ranks.size();
  outcome.mode = job.options.mode;
  outcome.boundary = job.options.boundary;
  outcome.correlate = job.options.correlate;
  outcome.adjoint = job.options.adjoint;
  return outcome;
}

void note_open(const OpenJob& job, Outcome& outcome) {
  outcome.space = job.space;
  outcome.image_shape = job.image();
  outcome.output_shape = job.convolutions.front().geometry().output;
  for (const Convolution& convolution : job.convolutions)
    outcome.results.push_back(
        {convolution.filter.name, "", Method::automatic, convolution.geometry().output, 0});
  outcome.images = job.input.info().n_images;
  outcome.nnz_in = job.input.info().nnz;
  outcome.samples.assign(static_cast<std::size_t>(job.job.repeat), 0.0);
  for (const io::SourceFile& file : job.input.sources()) outcome.bytes_read += file.bytes;
}

void combine(const Ranks& ranks, Outcome& outcome) {
  Seconds& seconds = outcome.seconds;
  std::vector<double> numbers = outcome.samples;
  numbers.insert(numbers.end(),
                 {seconds.total, seconds.read, seconds.plan, seconds.write,
                  static_cast<double>(peak_memory()), static_cast<double>(outcome.bytes_written)});
  numbers = ranks.max(numbers);
  const auto rest = numbers.begin() + static_cast<std::ptrdiff_t>(outcome.samples.size());
  std::copy(numbers.begin(), rest, outcome.samples.begin());
  seconds = {rest[0], rest[1], rest[2], 0, rest[3]};
  for (const double sample : outcome.samples) seconds.convolve += sample;
  outcome.peak_memory = static_cast<std::int64_t>(rest[4]);
  outcome.bytes_written = static_cast<std::int64_t>(rest[5]);  // the first rank knows all of them
}

}  // namespace SparseConv::job
