#include <nanobind/stl/filesystem.h>
#include <nanobind/stl/optional.h>
#include <nanobind/stl/pair.h>
#include <nanobind/stl/string.h>
#include <nanobind/stl/tuple.h>
#include <nanobind/stl/variant.h>
#include <nanobind/stl/vector.h>

#include <exception>
#include <native/bindings.hpp>
#include <native/jobs.hpp>
#include <native/with_files.hpp>

namespace nb = nanobind;

namespace SparseConv::python {

namespace {

/// Tells a Python callable how far a job is. An exception of the callable, or KeyboardInterrupt at
/// Ctrl-C, stops the job and is raised when the job has ended.
class Watcher : public FileWatcher {
 public:
  explicit Watcher(nb::object progress) : progress_(std::move(progress)) {}

  void advance(std::int64_t images, std::int64_t all_images) override {
    if (progress_.is_none()) return;
    with_python([&] { progress_(images, all_images); });
  }

  bool stop() override {
    with_python(throw_if_interrupted);
    return raised_ != nullptr;
  }

  void raise() const {
    if (raised_) std::rethrow_exception(raised_);
  }

 private:
  template <class Work>
  void with_python(const Work& work) {
    if (raised_) return;
    const WithGil gil;
    try {
      work();
    } catch (...) {
      raised_ = std::current_exception();
    }
  }

  nb::object progress_;
  std::exception_ptr raised_;
};

FileOutcome convolve(const FileJob& job, nb::object progress) {
  Watcher watcher(std::move(progress));
  FileOutcome outcome;
  try {
    outcome = with_files([&] { return convolve_file(job, watcher); });
  } catch (...) {
    watcher.raise();  // what stopped the job goes before what came of it
    throw;
  }
  watcher.raise();
  return outcome;
}

}  // namespace

void bind_jobs(nb::module_& module) {
  nb::class_<FileJob, NamedOptions>(module, "FileJob")
      .def(nb::init<>())
      .def_rw("input", &FileJob::input)
      .def_rw("output", &FileJob::output)
      .def_rw("filters", &FileJob::filters)
      .def_rw("at_entries", &FileJob::at_entries)
      .def_rw("space", &FileJob::space)
      .def_rw("single_precision", &FileJob::single_precision, nb::arg().none())
      .def_rw("image_shape", &FileJob::image_shape, nb::arg().none())
      .def_rw("order", &FileJob::order)
      .def_rw("n_images", &FileJob::n_images, nb::arg().none())
      .def_rw("compression", &FileJob::compression)
      .def_rw("memory_limit", &FileJob::memory_limit, nb::arg().none())
      .def_rw("n_threads", &FileJob::n_threads)
      .def_rw("sharded", &FileJob::sharded)
      .def_rw("resume", &FileJob::resume)
      .def_rw("overwrite", &FileJob::overwrite);
  nb::class_<FileOutcome>(module, "FileOutcome")
      .def_ro("images", &FileOutcome::images)
      .def_ro("nnz_in", &FileOutcome::nnz_in)
      .def_ro("nnz_out", &FileOutcome::nnz_out)
      .def_ro("image_shape", &FileOutcome::image_shape)
      .def_ro("output_shape", &FileOutcome::output_shape)
      .def_ro("method", &FileOutcome::method)
      .def_ro("space", &FileOutcome::space)
      .def_ro("seconds", &FileOutcome::seconds);
  module.def("convolve_file", &convolve, nb::arg("job"), nb::arg("progress").none());
}

}  // namespace SparseConv::python
