#ifndef SPARSECONV_PYTHON_WITH_FILES_HPP
#define SPARSECONV_PYTHON_WITH_FILES_HPP

#include <SparseConv/Error.hpp>
#include <chrono>
#include <mutex>
#include <native/runtime.hpp>
#include <native/set_error.hpp>
#include <native/without_gil.hpp>

namespace SparseConv::python {

/// The right to use HDF5, which one thread of a process has at a time. A thread that has it may
/// take it again: the callback of a job may use files itself.
class RightToFiles {
 public:
  /// Waits for other threads, unless a handler of signals raises an exception. To be called without
  /// the GIL.
  RightToFiles() {
    ensure_runtime();  // in the child of a fork nobody may ever let go of the right
    while (!lock_.try_lock_for(std::chrono::milliseconds(100))) throw_if_interrupted();
  }

 private:
  static std::recursive_timed_mutex& mutex() {
    static std::recursive_timed_mutex the_mutex;
    return the_mutex;
  }

  std::unique_lock<std::recursive_timed_mutex> lock_{mutex(), std::defer_lock};
};

/// Calls `work`, which uses files, while other Python threads may run, and returns its result. An
/// Error (system) becomes an OSError.
template <class Work>
auto with_files(const Work& work) {
  try {
    return without_gil([&] {
      const RightToFiles right;
      return work();
    });
  } catch (const Error& error) {
    if (error.cause() == Error::Cause::input) throw;
    set_error(PyExc_OSError, error.what());
    throw nanobind::python_error();
  }
}

}  // namespace SparseConv::python

#endif
