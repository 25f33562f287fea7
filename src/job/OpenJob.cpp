#include <SparseConv/Error.hpp>
#include <SparseConv/Version.hpp>
#include <SparseConv/job/limits.hpp>
#include <algorithm>
#include <io/chunks/compression.hpp>
#include <job/OpenJob.hpp>
#include <job/fingerprint.hpp>
#include <job/pieces.hpp>
#include <job/types.hpp>
#include <limits>
#include <nlohmann/json.hpp>
#include <settings/kokkos_environment.hpp>

namespace SparseConv::job {
namespace {

constexpr std::int64_t least_shard_size = 1024;  ///< numbers without their unit are smaller

/// Throws unless values at the entries of the input, if they are asked for, can be had.
void check_entries(const Job& job) {
  if (!job.at_entries) return;
  const Method method = job.options.method;
  SPARSECONV_THROW_IF(
      method != Method::automatic && method != Method::direct, input,
      "values at entries are computed by the method direct, not by " + to_string(method));
  SPARSECONV_THROW_IF(job.options.threshold > 0, input,
                      "values at entries are all kept: leave out the threshold");
}

/// Throws unless a result has the shape of its image.
void check_same_pixels(const Geometry& geometry) {
  SPARSECONV_THROW_IF(geometry.output != geometry.image, input,
                      "results of " + to_string(geometry.output) +
                          " have no values at entries of " + to_string(geometry.image) +
                          ": use the mode same");
}

void check(const Job& job) {
  SPARSECONV_THROW_IF(job.filters.empty(), input, "a job needs a filter");
  SPARSECONV_THROW_IF(job.repeat < 1, input, "a job is to be repeated at least once");
  SPARSECONV_THROW_IF(
      job.shard_size < least_shard_size, input,
      "shards of " + std::to_string(job.shard_size) +
          " bytes would be a file for each image: give at least 1K (256M is usual)");
  SPARSECONV_THROW_IF(job.memory_limit && *job.memory_limit < 1, input,
                      "a memory limit has to be at least 1 byte");
  SPARSECONV_THROW_IF(
      job.n_threads && (*job.n_threads < 1 || *job.n_threads > settings::most_threads), input,
      std::to_string(*job.n_threads) + " threads cannot be used: from 1 to " +
          std::to_string(settings::most_threads));
  io::hdf5::check_compression(job.compression);
  check_entries(job);
  const std::vector<std::string> spaces = execution_spaces();
  SPARSECONV_THROW_IF(
      !job.space.empty() && std::find(spaces.begin(), spaces.end(), job.space) == spaces.end(),
      input, "there is no execution space '" + job.space + "' in this build");
}

/// How the input is read. While it is opened, the observer is told how far it is.
io::ReadOptions read_options_of(const Job& job, std::int64_t memory_limit, Observer& observer) {
  const auto tell = [&observer](double fraction) {
    observer.opening(fraction);
    throw_if_stopped([&] { return observer.stop(); });
  };
  return {job.image_shape, job.order, job.n_images, tell, memory_limit / 4};
}

/// The options, with buffers that fit into a memory limit that was given. A limit that follows from
/// the machine does not count: the machine must not decide on the method.
Options options_of(const Job& job) {
  Options options = job.options;
  if (job.at_entries) options.method = Method::direct;
  if (!job.memory_limit) return options;
  options.memory_budget = std::min(options.memory_budget, *job.memory_limit / 2);
  options.max_buffer_bytes = std::min(options.max_buffer_bytes, *job.memory_limit / 4);
  return options;
}

/// The shape of the images of which these would be the results.
ImageShape convolved_by(ImageShape results, ImageShape filter, const Options& options) {
  SPARSECONV_THROW_IF(options.window, input,
                      "the images of which a window is the result can have any shape: a job with "
                      "adjoint needs a mode in place of a window");
  const std::int64_t more = options.mode == Mode::full ? -1 : options.mode == Mode::valid ? 1 : 0;
  const ImageShape images{results.height + more * (filter.height - 1),
                          results.width + more * (filter.width - 1)};
  SPARSECONV_THROW_IF(images.height < 1 || images.width < 1, input,
                      "images of " + to_string(results) + " are no results of mode " +
                          to_string(options.mode) + " and a filter of " + to_string(filter));
  return images;
}

/// The shortest text that reads as this number.
std::string to_text(double number) { return nlohmann::json(number).dump(); }

/// What tells how a result was made; what is as usual is not mentioned. The names are those that
/// io::hdf5::is_own_attribute() knows.
std::map<std::string, std::string> attributes_of(const Job& job, const NamedFilter& filter) {
  std::map<std::string, std::string> attributes{{"filter", filter.name},
                                                {"input", job.input},
                                                {"mode", to_string(job.options.mode)},
                                                {"version", SPARSECONV_VERSION}};
  if (job.options.window) attributes["window"] = to_string(*job.options.window);
  if (job.options.boundary != Boundary::zero)
    attributes["boundary"] = to_string(job.options.boundary);
  if (job.options.correlate) attributes["correlate"] = "true";
  if (job.options.adjoint) attributes["adjoint"] = "true";
  if (job.options.threshold > 0) attributes["threshold"] = to_text(job.options.threshold);
  if (job.options.normalize != Normalize::none)
    attributes["normalize"] = to_string(job.options.normalize);
  if (job.at_entries) attributes["at-entries"] = "true";
  return attributes;
}

Convolution convolution_of(const Job& job, const NamedFilter& named, ImageShape image) {
  const ImageShape filter = named.filter.shape();
  const ImageShape convolved =
      job.options.adjoint ? convolved_by(image, filter, job.options) : image;
  const OutputWindow window = Impl::window_of(convolved, filter, job.options);
  Impl::Stages stages = Impl::make_stages(convolved, filter, window, job.options);
  if (job.at_entries) check_same_pixels(stages.whole);
  return {named, named.filter.n_taps(), convolved, std::move(stages), attributes_of(job, named)};
}

}  // namespace

std::int64_t OpenJob::bytes_of_entry() const {
  const std::int64_t value = precision == Precision::double_precision ? 8 : 4;
  const std::int64_t column = needs_wide_columns(largest_index(*this)) ? 8 : 4;
  return value + column;
}

OpenJob open_job(const Job& job, const Ranks& ranks, Observer& observer) {
  check(job);
  std::vector<std::string> names = result_names(job.filters);
  const std::int64_t memory_limit =
      job.memory_limit.value_or(default_memory_limit(ranks.size_of_node()));
  io::BatchReader input(job.input, read_options_of(job, memory_limit, observer));
  const io::BatchInfo& info = input.info();
  const ImageShape image = io::image_shape(info, job.image_shape);
  const Precision precision = job.precision.value_or(
      info.double_precision ? Precision::double_precision : Precision::single_precision);
  std::vector<Convolution> convolutions;
  for (const NamedFilter& filter : job.filters)
    convolutions.push_back(convolution_of(job, filter, image));
  const std::uint32_t samples = checksum_of_samples(input);
  return {job,
          std::move(input),
          std::move(convolutions),
          std::move(names),
          options_of(job),
          precision,
          job.space.empty() ? execution_spaces().front() : job.space,
          memory_limit,
          samples};
}

}  // namespace SparseConv::job
