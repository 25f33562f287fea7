#ifndef SPARSECONV_PYTHON_WITHOUT_GIL_HPP
#define SPARSECONV_PYTHON_WITHOUT_GIL_HPP

#include <nanobind/nanobind.h>

#include <chrono>
#include <thread>

namespace SparseConv::python {

/// Takes the GIL with `take`, and returns its result. If the interpreter has ended meanwhile,
/// Python before 3.14 ends the thread there, by unwinding a stack of C++ that must not be unwound.
/// So the thread stops here for ever, as it does with Python from 3.14 on.
template <class Take>
auto take_gil(const Take& take) {
  try {
    return take();
  } catch (...) {
    for (;;) std::this_thread::sleep_for(std::chrono::hours(1));
  }
}

/// Lets other Python threads run.
class WithoutGil {
 public:
  WithoutGil() = default;
  WithoutGil(const WithoutGil&) = delete;
  WithoutGil& operator=(const WithoutGil&) = delete;
  ~WithoutGil() {
    take_gil([this] { PyEval_RestoreThread(state_); });
  }

 private:
  PyThreadState* state_ = PyEval_SaveThread();
};

/// Holds the GIL again for a while.
class WithGil {
 public:
  WithGil() = default;
  WithGil(const WithGil&) = delete;
  WithGil& operator=(const WithGil&) = delete;
  ~WithGil() { PyGILState_Release(state_); }

 private:
  PyGILState_STATE state_ = take_gil(PyGILState_Ensure);
};

/// Calls `work` while other Python threads may run, and returns its result.
template <class Work>
auto without_gil(const Work& work) {
  const WithoutGil released;
  return work();
}

/// Throws what handlers of signals raise, such as KeyboardInterrupt at Ctrl-C. Does so in Python's
/// main thread only, which alone handles signals.
inline void throw_if_interrupted() {
  const WithGil gil;
  if (PyErr_CheckSignals() != 0) throw nanobind::python_error();
}

}  // namespace SparseConv::python

#endif
