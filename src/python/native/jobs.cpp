#include <SparseConv/job.hpp>
#include <native/jobs.hpp>
#include <native/runtime.hpp>

namespace SparseConv::python {

namespace {

class Observer : public job::Observer {
 public:
  explicit Observer(FileWatcher& watcher) : watcher_(watcher) {}
  void advance(const job::Progress& progress) override {
    watcher_.advance(progress.images, progress.all_images);
  }
  bool stop() override { return watcher_.stop(); }

 private:
  FileWatcher& watcher_;
};

job::NamedFilter filter_of(const std::variant<std::filesystem::path, Weights>& given) {
  if (const auto* const text = std::get_if<std::filesystem::path>(&given))
    return job::filter_from_text(*text);
  const auto& [height, width, weights] = std::get<Weights>(given);
  const ImageShape shape{height, width};
  return {Filter(shape, weights), to_string(shape) + " weights", {}};
}

job::Job job_of(const FileJob& given) {
  job::Job job;
  job.input = given.input;
  job.output = given.output;
  for (const auto& [filter, name] : given.filters) {
    job.filters.push_back(filter_of(filter));
    job.filters.back().group = name;
  }
  set_options(given, job.options);
  job.at_entries = given.at_entries;
  job.space = given.space;
  if (given.image_shape) job.image_shape = {given.image_shape->first, given.image_shape->second};
  if (!given.order.empty()) job.order = io::order_from_string(given.order);
  job.n_images = given.n_images;
  if (given.single_precision)
    job.precision = *given.single_precision ? job::Precision::single_precision
                                            : job::Precision::double_precision;
  job.memory_limit = given.memory_limit;
  job.n_threads = n_threads(given.n_threads);
  job.compression = io::compression_from_string(given.compression);
  job.layout = given.sharded ? job::Layout::sharded : job::Layout::single;
  job.resume = given.resume;
  job.overwrite = given.overwrite ? io::Overwrite::anything : io::Overwrite::results;
  return job;
}

Extents extents(ImageShape shape) { return {shape.height, shape.width}; }

}  // namespace

FileOutcome convolve_file(const FileJob& given, FileWatcher& watcher) {
  Observer observer(watcher);
  const job::Outcome outcome = job::run(job_of(given), observer);
  return {outcome.images,
          outcome.nnz_in,
          outcome.nnz_out,
          extents(outcome.image_shape),
          extents(outcome.output_shape),
          to_string(outcome.method),
          outcome.space,
          outcome.seconds.total};
}

}  // namespace SparseConv::python
